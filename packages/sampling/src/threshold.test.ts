import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTraceState } from '@opentelemetry/api';
import { adjustedCount, encodeThreshold, parseThreshold, ratioOf, thresholdOf } from './threshold.ts';
import { readTraceState, withThreshold } from './trace-state.ts';

describe('thresholds of ratios', () => {
  const rows: [ratio: number, th: string | undefined][] = [
    [1, '0'],
    [2, '0'],
    [0.75, '4'],
    [0.5, '8'],
    [0.25, 'c'],
    [0.1, 'e6666666666666'],
    [0.01, 'fd70a3d70a3d71'],
    [1 / 3, 'aaaaaaaaaaaaac'],
    [2 ** -28, 'fffffff'],
    [2 ** -56, 'ffffffffffffff'],
    [2 ** -57, 'ffffffffffffff'],
    [2 ** -58, undefined],
    [0, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
  ];
  for (const [ratio, th] of rows) {
    it(`${ratio}: ${th}`, () => {
      const threshold = thresholdOf(ratio);
      assert.equal(threshold && encodeThreshold(threshold), th);
      if (threshold === undefined) return;
      assert.equal(threshold.length, 14);
      assert.equal(parseThreshold(th!), threshold);
    });
  }

  it('is exact and comes back, for a million steps between', () => {
    for (let step = 1; step < 1_000_000; step += 997) {
      const ratio = step / 1_000_000;
      const exact = (1n << 56n) - BigInt(Math.round(ratio * 2 ** 56));
      assert.equal(thresholdOf(ratio), exact.toString(16).padStart(14, '0'));
      assert.ok(Math.abs(ratioOf(thresholdOf(ratio)!) / ratio - 1) < 1e-10);
    }
    assert.equal(adjustedCount('ffffffffffffff'), 2 ** 56);
    assert.equal(adjustedCount('80000000000000'), 2);
    assert.equal(adjustedCount('00000000000000'), 1);
  });
});

describe('the ot member of a trace state', () => {
  const reads: [ot: string, threshold: string | undefined, randomness: string | undefined][] = [
    ['th:8', '80000000000000', undefined],
    ['th:0;rv:0123456789abcd', '00000000000000', '0123456789abcd'],
    ['rv:0123456789abcd;p:8', undefined, '0123456789abcd'],
    ['th:8x', undefined, undefined],
    ['th:', undefined, undefined],
    ['th:123456789012345', undefined, undefined],
    ['TH:8', undefined, undefined],
    ['rv:123', undefined, undefined],
    ['rv:0123456789ABCD', undefined, undefined],
  ];
  for (const [ot, threshold, randomness] of reads) {
    it(`reads ${ot}`, () => {
      assert.deepEqual(readTraceState(createTraceState(`a=1,ot=${ot}`)), { threshold, randomness });
    });
  }

  const writes: [before: string, threshold: string | undefined, after: string][] = [
    ['', '80000000000000', 'ot=th:8'],
    ['', undefined, ''],
    ['a=1', 'c0000000000000', 'ot=th:c,a=1'],
    ['a=1', undefined, 'a=1'],
    ['a=1,ot=th:8', undefined, 'a=1'],
    ['a=1,ot=th:8', '80000000000000', 'a=1,ot=th:8'],
    ['a=1,ot=th:8;rv:0123456789abcd', undefined, 'ot=rv:0123456789abcd,a=1'],
    ['ot=p:1;th:8;rv:0123456789abcd', '00000000000000', 'ot=th:0;p:1;rv:0123456789abcd'],
  ];
  for (const [before, threshold, after] of writes) {
    it(`writes ${threshold} into '${before}'`, () => {
      const state = before === '' ? undefined : createTraceState(before);
      assert.equal(withThreshold(state, threshold)?.serialize() ?? '', after);
    });
  }
});
