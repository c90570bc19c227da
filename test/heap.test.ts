import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collect } from './support/collect.ts';

it('200,000 requests under the native engine leave the heap as it was, and no span in it', async (t) => {
  const { code, stdout, stderr, spans } = await collect('requests-of-spans.cjs', {
    flags: ['--expose-gc'],
    env: { SPANWISE_ENGINE: 'native', OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_METRICS_EXPORTER: 'none' },
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(spans.length, 400_000);
  const heaps = [...stdout.matchAll(/heap \d+: (\d+)/g)].map((match) => Number(match[1]));
  assert.equal(heaps.length, 10);
  const growth = heaps.at(-1)! - heaps[0]!;
  t.diagnostic(`heap after 20,000 requests ${(heaps[0]! / 2 ** 20).toFixed(1)} MiB, then ${growth} bytes more`);
  assert.ok(growth < 2 * 2 ** 20, `${heaps}`);
  assert.match(stdout, /kept: 0 of 200/);
});
