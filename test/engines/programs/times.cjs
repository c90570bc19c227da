// Times in each form of the API's TimeInput, at the start, the end and in events.
const { context, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('times');
const seconds = 1_700_000_000;

const forms = {
  hrTime: [
    [seconds, 123_456_789],
    [seconds + 2, 5],
    [seconds + 3, 999_999_999],
  ],
  Date: [new Date(seconds * 1000 + 1), new Date(seconds * 1000 + 500), new Date(seconds * 1000 + 2000)],
  'epoch milliseconds': [seconds * 1000, seconds * 1000 + 250, seconds * 1000 + 750],
  'epoch milliseconds with a fraction': [seconds * 1000 + 0.25, seconds * 1000 + 250.5, seconds * 1000 + 750.125],
  'in the future': [
    [4_000_000_000, 1],
    [4_000_000_001, 2],
    [4_000_000_002, 3],
  ],
  1970: [
    [0, 0],
    [0, 1],
    [1, 0],
  ],
  'nanoseconds past a second': [
    [seconds, 2_000_000_000],
    [seconds + 5, 0],
    [seconds + 9, 0],
  ],
};
for (const [name, [start, middle, end]] of Object.entries(forms)) {
  const span = tracer.startSpan(name, { startTime: start });
  span.addEvent('second argument', middle);
  span.addEvent('third argument', { a: 1 }, middle);
  span.addEvent('both', middle, end);
  span.addEvent('before the start', [seconds - 10, 0]);
  span.end(end);
}

const early = performance.now();
const precise = tracer.startSpan('performance.now()', { startTime: early });
precise.addEvent('event', performance.now());
precise.end(performance.now());

tracer.startSpan('given start, end now', { startTime: [seconds, 0] }).end();
tracer.startSpan('start now, end in the future').end([4_000_000_000, 7]);
tracer.startSpan('end before start', { startTime: [seconds, 10] }).end([seconds, 9]);
tracer.startSpan('end seconds before start', { startTime: [seconds, 10] }).end([seconds - 5, 10]);
tracer.startSpan('start now, end long ago').end(new Date(seconds * 1000));
tracer.startSpan('no duration', { startTime: [seconds, 10] }).end([seconds, 10]);

const parent = tracer.startSpan('parent of then', { startTime: [seconds, 0] });
tracer.startSpan('child of now', {}, trace.setSpan(context.active(), parent)).end();
parent.end([seconds, 1]);
