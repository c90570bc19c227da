// 5,000 lines a second at a constant pace, in the contexts of requests; tells how long the calls took, and its memory.
const { createLogger, withLogContext } = require('@spanwise/logging');

const [seconds, file] = process.argv.slice(2);
const rate = 5000;
const settleMillis = 3000;
const logger = createLogger({ name: 'orders', file, outputs: ['otlp'] });
const calls = new Float64Array(Number(seconds) * rate + rate);
const heap = [];
let warmUp = 0;
let made = 0;
let start = 0;

function write(index) {
  withLogContext({ correlationId: `r-${index}`, operation: 'checkout', tenant: 'acme' }, () => {
    const before = performance.now();
    logger.info('order placed', { order: index, sku: 'tea-earl-grey', total_cents: 1250 });
    calls[made] = performance.now() - before;
  });
}

function slice() {
  const due = Math.floor(((performance.now() - start) / 1000) * rate);
  for (; made < due && made < Number(seconds) * rate; made++) write(made);
  if (made < Number(seconds) * rate) return;
  clearInterval(timer);
  clearInterval(look);
  const sorted = calls.subarray(0, made).sort();
  const at = (part) => sorted[Math.min(made - 1, Math.floor(made * part))];
  console.log(
    JSON.stringify({
      lines: warmUp + made,
      callMillis: { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) },
      heapBytes: { first: heap[0], last: heap.at(-1) },
    }),
  );
}

// The compiler and the heap settle first, at the same pace.
const timer = setInterval(slice, 2);
let look;
start = performance.now();
setTimeout(() => {
  warmUp = made;
  made = 0;
  start = performance.now();
  look = setInterval(() => {
    gc();
    heap.push(process.memoryUsage().heapUsed);
  }, 1000);
}, settleMillis);
