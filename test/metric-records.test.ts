import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collect } from './support/collect.ts';

it('a measurement is recorded in less than a millisecond, also as the slowest of a hundred see it', async () => {
  const { stdout, metrics } = await collect('metric-records.cjs');
  assert.ok(Number(stdout) < 1, `p99 ${stdout} ms`);
  const sum = metrics
    .find(({ name }) => name === 'records.counter')!
    .points.reduce((all, each) => all + Number(each.value), 0);
  assert.equal(sum, 20_000);
});
