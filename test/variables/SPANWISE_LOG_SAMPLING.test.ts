import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const all = [
  'info of no trace',
  'info of the failed',
  'info of the fine',
  'late info of the failed',
  'late info of the fine',
  'warning of the failed',
  'warning of the fine',
];

const rows: [env: Record<string, string>, bodies: string[]][] = [
  [{ SPANWISE_SAMPLING: 'production', SPANWISE_KEEP_SLOW: 'none' }, all],
  [
    { SPANWISE_SAMPLING: 'production', SPANWISE_KEEP_SLOW: 'none', SPANWISE_LOG_SAMPLING: 'trace' },
    all.filter((body) => !body.includes('info of the fine')),
  ],
  [
    { OTEL_TRACES_SAMPLER: 'always_off', SPANWISE_LOG_SAMPLING: 'trace' },
    ['info of no trace', 'warning of the failed', 'warning of the fine'],
  ],
  [{ OTEL_TRACES_SAMPLER: 'always_on', SPANWISE_LOG_SAMPLING: 'trace' }, all],
];

describe('SPANWISE_LOG_SAMPLING', { concurrency: 2 }, () => {
  for (const [env, bodies] of rows) {
    it(JSON.stringify(env), async () => {
      // One in ten of the traces without error is kept all the same: another run then.
      for (;;) {
        const { logs, spans, stderr } = await collect('logs-of-traces.cjs', { env });
        if (env.SPANWISE_SAMPLING !== undefined && spans.some(({ name }) => name === 'fine')) continue;
        assert.equal(stderr, '');
        assert.deepEqual(logs.map(({ body }) => body).sort(), bodies);
        return;
      }
    });
  }
});
