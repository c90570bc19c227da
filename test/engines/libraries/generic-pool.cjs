// generic-pool: waiting for a resource, a drained pool.
const { trace } = require('@opentelemetry/api');
const { createPool } = require('generic-pool');

const tracer = trace.getTracer('shop');

async function main() {
  let count = 0;
  const factory = { create: async () => ({ number: ++count }), destroy: async () => {} };
  const pool = createPool(factory, { max: 2 });
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await pool.use(async () => tracer.startSpan('query').end());
        span.end();
      }),
    ),
  );
  const taken = await pool.acquire();
  console.log(`taken: ${taken.number}`);
  await pool.release(taken);
  await pool.drain();
  await pool.acquire().catch((error) => console.log(`drained: ${error.message}`));
  await pool.clear();
}
main();
