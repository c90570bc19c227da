// lru-memoizer: the active span in callbacks of calls that are answered together.
const { trace } = require('@opentelemetry/api');
const memoizer = require('lru-memoizer');

const tracer = trace.getTracer('shop');
const load = memoizer({
  max: 10,
  hash: (id) => id,
  load: (id, callback) => setTimeout(() => callback(null, `user ${id}`), 1),
});

for (let i = 0; i < 4; i += 1) {
  tracer.startActiveSpan(`visitor ${i}`, (span) => {
    load(7, (_error, user) => {
      tracer.startSpan(`has ${user}`).end();
      span.end();
    });
  });
}
