// The active span across everything that continues later: promises, timers, generators, the program's own storage.
import { AsyncLocalStorage } from 'node:async_hooks';
import { scheduler, setTimeout as sleep } from 'node:timers/promises';
import { context, createContextKey, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('async');
const spot = (name) => tracer.startSpan(name).end();
const inside = (name, fn) =>
  tracer.startActiveSpan(name, async (span) => {
    await fn(span);
    span.end();
  });

await inside('await', async () => {
  await null;
  spot('after a value');
  await sleep(1);
  spot('after a timer');
  await Promise.reject(new Error('refused')).catch(() => spot('in catch'));
  await Promise.resolve()
    .then(() => spot('in then'))
    .finally(() => spot('in finally'));
  await {
    // biome-ignore lint/suspicious/noThenProperty: await takes any thenable, and programs have them.
    then(resolve) {
      spot('in a thenable');
      resolve();
    },
  };
  await Promise.all([sleep(2).then(() => spot('all: first')), sleep(1).then(() => spot('all: second'))]);
  await Promise.race([sleep(1), sleep(5)]);
  spot('after a race');
});

await inside('callbacks', async () => {
  await new Promise((resolve) => setTimeout(() => resolve(spot('setTimeout')), 1));
  await new Promise((resolve) => setImmediate(() => resolve(spot('setImmediate'))));
  await new Promise((resolve) => process.nextTick(() => resolve(spot('nextTick'))));
  await new Promise((resolve) => queueMicrotask(() => resolve(spot('queueMicrotask'))));
  await new Promise((resolve) => {
    let times = 0;
    const timer = setInterval(() => {
      spot(`interval ${++times}`);
      if (times === 3) resolve(clearInterval(timer));
    }, 1);
  });
  await scheduler.yield();
  spot('scheduler.yield');
});

// Who resolves a promise does not matter, who waits for it does.
const { promise, resolve } = Promise.withResolvers();
const waiting = inside('waits', async () => {
  await promise;
  spot('resolved by another');
});
await inside('resolves', async () => resolve());
await waiting;

await Promise.all(
  ['a', 'b', 'c'].map((name) =>
    inside(`concurrent ${name}`, async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(1);
        spot(`step ${i} of ${name}`);
      }
    }),
  ),
);

async function* numbers() {
  for (let i = 0; i < 2; i++) {
    spot(`generator ${i}`);
    yield i;
    await sleep(1);
  }
  spot('generator done');
}
await inside('async generator', async () => {
  for await (const i of numbers()) spot(`loop ${i}`);
});
const generator = numbers();
await inside('first next', async () => void (await generator.next()));
await inside('second next', async () => void (await generator.next()));
await inside('third next', async () => void (await generator.next()));

function* steps() {
  spot('step');
  yield;
  spot('step');
}
const stepping = steps();
await inside('sync generator, first', async () => void stepping.next());
await inside('sync generator, second', async () => void stepping.next());

const storage = new AsyncLocalStorage();
await storage.run('outer', () =>
  inside('own storage', async () => {
    await sleep(1);
    console.log(`own store in the span: ${storage.getStore()}`);
    await storage.run('inner', async () => {
      await sleep(1);
      console.log(`own store inside: ${storage.getStore()}`);
      spot('in the own storage');
    });
    storage.exit(() => spot('outside of the own storage'));
    const snapshot = AsyncLocalStorage.snapshot();
    await inside('another span', async () => {
      snapshot(() => spot('in the snapshot'));
      AsyncLocalStorage.bind(() => spot('bound in the other'))();
    });
  }),
);

// An unhandled error inside does not change what is active outside.
await inside('throws', async () => {
  throw new Error('inside');
}).catch(() => spot('caught outside'));

const key = createContextKey('own key');
await context.with(context.active().setValue(key, 'value'), async () => {
  await sleep(1);
  console.log(`own key: ${context.active().getValue(key)}`);
  await inside('with own key', async () => {
    await null;
    console.log(`own key in a span: ${context.active().getValue(key)}`);
  });
});
console.log(`active at the end: ${trace.getActiveSpan() ?? 'none'}`);
