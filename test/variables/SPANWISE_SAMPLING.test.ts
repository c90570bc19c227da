import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

interface Kept {
  traces: number;
  errors: number;
  slow: number;
  healthChecks: number;
  /** What the kept ones stand for. */
  count: number;
}

/** Of 1,000 traces 10 fail, 10 are slow, and 10 are health checks. */
async function kept(env: Record<string, string>): Promise<Kept & { stderr: string }> {
  const { spans, stderr } = await collect('sampled-traces.cjs', { env, args: ['1000'] });
  const roots = spans.filter(({ name }) => name === 'GET');
  assert.equal(spans.length, 2 * roots.length, 'a trace is kept whole');
  for (const { traceId, traceState, flags, attributes } of roots) {
    const child = spans.find((span) => span.traceId === traceId && span.name === 'query')!;
    assert.deepEqual([child.traceState, child.flags & 1, flags & 1], [traceState, 1, 1]);
    assert.equal(typeof attributes['sampling.rule'], 'string');
  }
  const isBy = (rule: string) => roots.filter(({ attributes }) => attributes['sampling.rule'] === rule).length;
  return {
    traces: roots.length,
    errors: isBy('errors'),
    slow: isBy('slow'),
    healthChecks: roots.filter(({ attributes }) => attributes['url.path'] === '/healthz').length,
    count: roots.reduce((sum, { traceState }) => sum + (traceState === 'ot=th:0' ? 1 : 10), 0),
    stderr,
  };
}

describe('SPANWISE_SAMPLING', { concurrency: 2 }, () => {
  it('development keeps everything', async () => {
    const { traces, count, healthChecks, stderr } = await kept({ SPANWISE_SAMPLING: 'development' });
    assert.deepEqual(
      { traces, count, healthChecks, stderr },
      { traces: 1000, count: 1000, healthChecks: 10, stderr: '' },
    );
  });

  it('production keeps a tenth, every error and every slow trace, and counts right', async () => {
    const { traces, errors, slow, healthChecks, count, stderr } = await kept({ SPANWISE_SAMPLING: 'production' });
    assert.deepEqual({ errors, slow, healthChecks, stderr }, { errors: 10, slow: 10, healthChecks: 0, stderr: '' });
    // 970 others, within four standard deviations.
    assert.ok(Math.abs(traces - 20 - 97) < 4 * Math.sqrt(970 * 0.1 * 0.9), `${traces}`);
    assert.ok(Math.abs(count - 990) < 40 * Math.sqrt(970 * 0.1 * 0.9), `${count}`);
  });

  it('SPANWISE_KEEP_SLOW: another limit, of a route of its own, or none', async () => {
    const SPANWISE_SAMPLING = 'production';
    assert.equal((await kept({ SPANWISE_SAMPLING, SPANWISE_KEEP_SLOW: '2s' })).slow, 0);
    assert.equal((await kept({ SPANWISE_SAMPLING, SPANWISE_KEEP_SLOW: '1s,/orders/**=5s' })).slow, 0);
    assert.equal((await kept({ SPANWISE_SAMPLING, SPANWISE_KEEP_SLOW: 'none' })).slow, 0);
    const { slow, stderr } = await kept({ SPANWISE_SAMPLING, SPANWISE_KEEP_SLOW: 'soon' });
    assert.equal(slow, 10);
    assert.equal(
      stderr,
      "[spanwise] SPANWISE_KEEP_SLOW: got 'soon', expected a duration such as 1s, none, or a route with one such as /reports/**=10s\n",
    );
  });

  it('SPANWISE_KEEP_CRITICAL: a service or a route', async () => {
    const SPANWISE_SAMPLING = 'production';
    const route = await kept({ SPANWISE_SAMPLING, SPANWISE_KEEP_CRITICAL: 'pay,/orders/*' });
    assert.deepEqual({ traces: route.traces, count: route.count }, { traces: 990, count: 990 });
    const env = { OTEL_SERVICE_NAME: 'pay', SPANWISE_KEEP_CRITICAL: 'pay' };
    assert.equal((await kept({ SPANWISE_SAMPLING, ...env })).traces, 990);
  });

  it('SPANWISE_KEEP_HEALTH_CHECKS', async () => {
    const env = { SPANWISE_SAMPLING: 'production', SPANWISE_KEEP_CRITICAL: '/**', SPANWISE_KEEP_HEALTH_CHECKS: 'true' };
    assert.equal((await kept(env)).healthChecks, 10);
  });

  it('wins over OTEL_TRACES_SAMPLER, which is told', async () => {
    const { traces, stderr } = await kept({ SPANWISE_SAMPLING: 'development', OTEL_TRACES_SAMPLER: 'always_off' });
    assert.equal(traces, 1000);
    assert.equal(
      stderr,
      '[spanwise] OTEL_TRACES_SAMPLER: has no effect beside SPANWISE_SAMPLING; remove one of them\n',
    );
  });

  it('with OTLP as JSON', async () => {
    const env = { SPANWISE_SAMPLING: 'production', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const { errors, slow } = await kept(env);
    assert.deepEqual({ errors, slow }, { errors: 10, slow: 10 });
  });
});
