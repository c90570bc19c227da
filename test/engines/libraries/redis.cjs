// node-redis: commands, transactions, scripts, errors, publish and subscribe.
const { trace } = require('@opentelemetry/api');
const { createClient } = require('redis');

const tracer = trace.getTracer('shop');

async function main() {
  const redis = createClient({ url: `redis://127.0.0.1:${process.env.SERVER_PORT}` });
  await redis.connect();
  await redis.set('a', '1');
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`get: ${await redis.get('a')}`);
    console.log(`hash: ${await redis.hSet('h', { x: 1, y: 2 })} ${JSON.stringify(await redis.hGetAll('h'))}`);
    console.log(`multi: ${JSON.stringify(await redis.multi().set('b', 2).get('b').exec())}`);
    console.log(`script: ${await redis.eval('return ARGV[1]', { keys: ['a'], arguments: ['argument'] })}`);
    console.log(`sent: ${await redis.sendCommand(['ECHO', 'hello'])}`);
    await redis.incr('h').catch((error) => console.log(`error: ${error.message}`));
    span.end();
  });
  const subscriber = redis.duplicate();
  await subscriber.connect();
  await new Promise((resolve) => {
    subscriber
      .subscribe('news', (message) => {
        console.log(`message: ${message}`);
        resolve();
      })
      .then(() => redis.publish('news', 'hello'));
  });
  subscriber.destroy();
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await redis.get(`user:${i}`);
        span.end();
      }),
    ),
  );
  await redis.close();
}
main();
