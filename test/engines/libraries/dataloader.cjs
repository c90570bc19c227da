// dataloader: batches, caches, keys that fail, loaders that load with others.
const { trace } = require('@opentelemetry/api');
const DataLoader = require('dataloader');

const tracer = trace.getTracer('shop');
const users = new DataLoader(
  async (ids) => {
    tracer.startSpan('query').end();
    return ids.map((id) => (id < 0 ? new Error(`no user ${id}`) : { id }));
  },
  { name: 'users' },
);
const names = new DataLoader(async (ids) => (await users.loadMany(ids)).map(({ id }) => `user ${id}`));
const broken = new DataLoader(() => Promise.reject(new Error('no database')), { cache: false });

async function main() {
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`users: ${JSON.stringify(await Promise.all([users.load(1), users.load(2), users.load(1)]))}`);
    console.log(`cached: ${JSON.stringify(await users.load(1))}`);
    span.end();
  });
  console.log(`names: ${await names.loadMany([1, 3])}`);
  console.log(
    `failed: ${(await Promise.allSettled([users.load(-1), broken.load(1)])).map(({ reason }) => reason.message)}`,
  );
  users.prime(9, { id: 9 }).clear(1).clearAll();
  console.log(`after: ${JSON.stringify(await users.load(9))}`);
}
main();
