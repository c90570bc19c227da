import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBatch } from './batch.ts';

it('writes when the batch is full', () => {
  const written: number[][] = [];
  const batch = createBatch<number>({
    maxSize: 3,
    delayMillis: 60_000,
    ready: () => undefined,
    write: (items) => written.push(items),
  });
  for (let i = 0; i < 7; i++) batch.add(i);
  assert.deepEqual(written, [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  batch.drain();
  assert.deepEqual(written[2], [6]);
});

it('writes after the delay', async () => {
  const written = await new Promise((resolve) => {
    const batch = createBatch<number>({ maxSize: 3, delayMillis: 1, ready: () => undefined, write: resolve });
    batch.add(1);
    batch.add(2);
  });
  assert.deepEqual(written, [1, 2]);
});

it('waits for the resource, but not when the process ends', async () => {
  const written: number[][] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  let pending: Promise<void> | undefined = promise;
  const batch = createBatch<number>({
    maxSize: 2,
    delayMillis: 1,
    ready: () => pending,
    write: (items) => written.push(items),
  });
  for (let i = 0; i < 5; i++) batch.add(i);
  assert.deepEqual(written, []);
  batch.drain();
  assert.deepEqual(written, [[0, 1], [2, 3], [4]]);

  batch.add(5);
  batch.add(6);
  pending = undefined;
  resolve();
  await promise;
  assert.deepEqual(written.at(-1), [5, 6]);
});
