import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const rows: [env: Record<string, string>, sampled: (spans: number) => boolean][] = [
  [{}, (spans) => spans === 1000],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, (spans) => spans === 1000],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, (spans) => spans > 40 && spans < 180],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' }, (spans) => spans === 1000],
  [{ OTEL_SAMPLING_RATIO: '0.1' }, (spans) => spans > 40 && spans < 180],
  [{ OTEL_SAMPLING_RATIO: '0.1', OTEL_TRACES_SAMPLER: 'always_on' }, (spans) => spans === 1000],
];

describe('OTEL_TRACES_SAMPLER', { concurrency: 3 }, () => {
  for (const [env, sampled] of rows) {
    it(JSON.stringify(env), async () => {
      const { spans, stderr } = await collect('many-spans.cjs', { env, args: ['1000'] });
      assert.equal(stderr, '');
      assert.ok(sampled(spans.length), `${spans.length} of 1000`);
    });
  }
});
