import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

describe('OTEL_TRACES_EXPORTER, OTEL_LOGS_EXPORTER', { concurrency: 3 }, () => {
  it('none', async () => {
    const { spans, logs, metrics, stderr } = await collect('one-of-each.cjs', {
      env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    });
    assert.deepEqual([spans.length, logs.length, stderr], [0, 0, '']);
    assert.ok(metrics.length > 0);
  });

  it('all none: no request is made', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
    const { requests, stderr } = await collect('one-of-each.cjs', { env });
    assert.deepEqual([requests.length, stderr], [0, '']);
  });

  it('console prints on stdout, beside otlp', async () => {
    const { stdout, spans, logs } = await collect('one-of-each.cjs', {
      env: { OTEL_TRACES_EXPORTER: 'console,otlp', OTEL_LOGS_EXPORTER: 'console' },
    });
    assert.match(stdout, /name: 'one'/);
    assert.match(stdout, /body: 'one'/);
    assert.deepEqual([spans.length, logs.length], [1, 0]);
  });
});
