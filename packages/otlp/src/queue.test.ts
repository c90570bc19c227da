import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from './destination.ts';
import { createQueue, type Entry } from './queue.ts';

const body = (size: number): Uint8Array => new Uint8Array(size);
const seqs = (entries: readonly Entry[]): number[] => entries.map(({ seq }) => seq);

test('gives the oldest bodies of a signal, as many as fit', () => {
  const queue = createQueue(1000, () => assert.fail());
  for (const size of [10, 20, 30, 40]) queue.push('traces', body(size), 1);
  queue.push('logs', body(5), 1);
  assert.deepEqual(seqs(queue.take('traces', 60)), [0, 1, 2]);
  assert.deepEqual(seqs(queue.take('traces', 1)), [3], 'at least one, however large');
  assert.deepEqual(seqs(queue.take('traces', 100)), []);
  assert.deepEqual(seqs(queue.take('logs', 100)), [4]);
  assert.ok(queue.isEmpty('logs'));
});

test('drops the oldest of any signal, and only as much as needed', () => {
  const dropped: number[] = [];
  const queue = createQueue(100, ({ seq }) => dropped.push(seq));
  queue.push('logs', body(40), 3);
  queue.push('traces', body(40), 2);
  queue.push('metrics', body(20), 1);
  assert.deepEqual(dropped, []);
  assert.ok(queue.push('metrics', body(41), 1));
  assert.deepEqual(dropped, [0, 1]);
  assert.equal(queue.bytes(), 61);
  assert.deepEqual(
    { ...queue.usage('metrics') },
    { ...queue.usage('metrics'), queuedBytes: 61, queuedItems: 2, inFlightBytes: 0 },
  );
});

test('never drops what is in flight, and drops nothing for a body that cannot fit', () => {
  const dropped: number[] = [];
  const queue = createQueue(100, ({ seq }) => dropped.push(seq));
  queue.push('traces', body(60), 1);
  const flight = queue.take('traces', 100);
  queue.push('traces', body(30), 1);
  assert.equal(queue.push('logs', body(50), 1), false);
  assert.equal(queue.push('logs', body(101), 1), false);
  assert.deepEqual(dropped, []);
  assert.ok(queue.push('logs', body(40), 1));
  assert.deepEqual(dropped, [1]);
  queue.release(flight);
  assert.ok(queue.push('logs', body(60), 1));
  assert.equal(queue.bytes(), 100);
});

test('puts back into the order of age, whatever returns first', () => {
  const queue = createQueue(1000, () => assert.fail());
  for (let i = 0; i < 6; i++) queue.push('traces', body(10), 1);
  const first = queue.take('traces', 20);
  const second = queue.take('traces', 20);
  queue.putBack(second);
  queue.putBack(first);
  assert.deepEqual(seqs(queue.take('traces', 0, true)), [1], 'the second one on demand');
  assert.deepEqual(seqs(queue.take('traces', 100)), [0, 2, 3, 4, 5]);
  queue.push('traces', body(1), 1);
  assert.deepEqual(seqs(queue.take('traces', 0, true)), [6], 'the only one when there is no second');
});

test('bodies that must travel alone do', () => {
  const queue = createQueue(1000, () => assert.fail());
  for (let i = 0; i < 4; i++) queue.push('traces', body(10), 1);
  const entries = queue.take('traces', 1000);
  entries[1]!.alone = true;
  queue.putBack(entries);
  assert.deepEqual(seqs(queue.take('traces', 1000)), [0]);
  assert.deepEqual(seqs(queue.take('traces', 1000)), [1]);
  assert.deepEqual(seqs(queue.take('traces', 1000)), [2, 3]);
});

test('agrees with a plain array under random use', () => {
  let state = 42;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const kinds: Signal[] = ['traces', 'metrics', 'logs'];
  let model: { seq: number; signal: Signal; size: number }[] = [];
  const flights: Entry[][] = [];
  const queue = createQueue(500, ({ seq }) => {
    assert.equal(model[0]?.seq, seq, 'the oldest goes first');
    model.shift();
  });
  for (let round = 0; round < 20_000; round++) {
    const signal = kinds[random(3)]!;
    const choice = random(10);
    if (choice < 5) {
      const size = 1 + random(60);
      const seq = queue.nextSeq();
      if (queue.push(signal, body(size), 1)) model.push({ seq, signal, size });
    } else if (choice < 8) {
      const taken = queue.take(signal, random(150), random(2) === 1);
      if (taken.length > 0) flights.push(taken);
      const gone = new Set(seqs(taken));
      model = model.filter(({ seq }) => !gone.has(seq));
    } else if (flights.length > 0) {
      const [flight] = flights.splice(random(flights.length), 1);
      if (choice === 8) queue.release(flight!);
      else {
        queue.putBack(flight!);
        model.push(...flight!.map((entry) => ({ seq: entry.seq, signal: entry.signal, size: entry.body.length })));
        model.sort((a, b) => a.seq - b.seq);
      }
    }
    const flying = flights.flat().reduce((sum, entry) => sum + entry.body.length, 0);
    assert.equal(queue.bytes(), flying + model.reduce((sum, { size }) => sum + size, 0));
    assert.ok(queue.bytes() <= 500);
    for (const kind of kinds) {
      const own = model.filter((entry) => entry.signal === kind);
      assert.equal(queue.usage(kind).queuedItems, own.length);
      assert.equal(queue.isEmpty(kind), own.length === 0);
    }
  }
});
