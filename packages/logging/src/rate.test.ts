import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRate } from './rate.ts';

it('lets so many of a key through a second, and tells how many it left out', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const told: [string, number][] = [];
  const rate = createRate<string>(3, (line, leftOut) => told.push([line, leftOut]));
  const written = (key: string, count: number) =>
    Array.from({ length: count }, () => rate.allows(key, key)).filter(Boolean).length;
  assert.equal(written('often', 10), 3);
  assert.equal(written('seldom', 2), 2);
  assert.deepEqual(told, []);
  context.mock.timers.tick(1000);
  assert.deepEqual(told, [['often', 7]]);
  assert.equal(written('often', 4), 3);
  rate.flush();
  assert.deepEqual(told.at(-1), ['often', 1]);
});

it('counts keys beyond a thousand as one', () => {
  const told: [string, number][] = [];
  const rate = createRate<string>(1, (line, leftOut) => told.push([line, leftOut]));
  for (let index = 0; index < 5000; index++) rate.allows(`${index}`, 'one of many');
  rate.flush();
  assert.deepEqual(told, [['one of many', 3999]]);
});
