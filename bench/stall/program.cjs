// 5,000 spans a second at a constant pace; tells what the event loop noticed of it.
const { SpanKind, trace } = require('@opentelemetry/api');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const seconds = Number(process.argv[2]);
const rate = 5000;
const tracer = trace.getTracer('bench');
const delay = monitorEventLoopDelay({ resolution: 1 });
let made = 0;
let longest = 0;
let start = 0;

function makeSpan() {
  const attributes = {
    'http.request.method': 'GET',
    'http.route': '/users/:id',
    'url.path': `/users/${made}`,
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': 8080,
    'network.protocol.version': '1.1',
    'client.address': '127.0.0.1',
  };
  const span = tracer.startSpan('GET /users/:id', { kind: SpanKind.SERVER, attributes });
  span.setAttribute('http.response.status_code', 200);
  span.end();
}

function slice() {
  const now = performance.now();
  const due = Math.floor(((now - start) / 1000) * rate);
  for (; made < due; made++) {
    const before = performance.now();
    makeSpan();
    longest = Math.max(longest, performance.now() - before);
  }
  if (now - start < seconds * 1000) return;
  delay.disable();
  clearInterval(timer);
  console.log(
    JSON.stringify({
      spans: made,
      longestCallMillis: longest,
      loopDelayMillis: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
    }),
  );
}

// The compiler and the heap settle first, at the same pace.
const timer = setInterval(slice, 2);
start = performance.now();
setTimeout(() => {
  made = 0;
  longest = 0;
  start = performance.now();
  delay.enable();
}, 3000);
