// ioredis: commands, pipelines, transactions, scripts, errors, blocking reads, publish and subscribe.
const { trace } = require('@opentelemetry/api');
const { once } = require('node:events');
const { Redis } = require('ioredis');

const tracer = trace.getTracer('shop');

async function main() {
  const redis = new Redis(Number(process.env.SERVER_PORT), '127.0.0.1');
  await redis.set('a', '1');
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`get: ${await redis.get('a')}`);
    console.log(`hash: ${await redis.hset('h', { x: 1, y: 2 })} ${JSON.stringify(await redis.hgetall('h'))}`);
    console.log(`pipeline: ${JSON.stringify(await redis.pipeline().incr('a').get('a').exec())}`);
    console.log(`multi: ${JSON.stringify(await redis.multi().set('b', 2).get('b').exec())}`);
    console.log(`script: ${await redis.eval('return ARGV[1]', 1, 'a', 'argument')}`);
    await redis.incr('h').catch((error) => console.log(`error: ${error.message}`));
    span.end();
  });
  await new Promise((resolve) => {
    redis.get('a', (_error, value) => {
      console.log(`callback: ${value}`);
      tracer.startSpan('in callback').end();
      resolve();
    });
  });
  const subscriber = redis.duplicate();
  await subscriber.subscribe('news');
  const message = once(subscriber, 'message');
  await redis.publish('news', 'hello');
  console.log(`message: ${await message}`);
  await subscriber.quit();
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await redis.get(`user:${i}`);
        span.end();
      }),
    ),
  );
  await redis.quit();
}
main();
