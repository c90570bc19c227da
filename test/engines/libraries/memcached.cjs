// memcached: commands, misses, errors.
const { trace } = require('@opentelemetry/api');
const Memcached = require('memcached');
const { promisify } = require('node:util');

const tracer = trace.getTracer('shop');

async function main() {
  const memcached = new Memcached(`127.0.0.1:${process.env.SERVER_PORT}`);
  const call = (name, ...args) => promisify(memcached[name].bind(memcached))(...args);
  console.log(`set: ${await call('set', 'a', '1', 10)}`);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`get: ${await call('get', 'a')}`);
    console.log(`miss: ${await call('get', 'missing')}`);
    console.log(`several: ${JSON.stringify(await call('getMulti', ['a', 'b']))}`);
    await call('add', 'a', '2', 10).catch((error) => console.log(`error: ${error.message}`));
    span.end();
  });
  await new Promise((resolve) => {
    memcached.incr('a', 1, (_error, value) => {
      console.log(`callback: ${value}`);
      tracer.startSpan('in callback').end();
      resolve();
    });
  });
  memcached.end();
}
main();
