import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';
import { closedPort, startCollector } from '../support/collector.ts';
import { fixture, startProgram } from '../support/program.ts';

async function scrape(env: Record<string, string>): Promise<{ text: string; stderr: string; spans: string[] }> {
  const collector = await startCollector();
  const port = String(await closedPort());
  const program = startProgram(fixture('plain-server.cjs'), {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('PORT', port)])),
    },
  });
  try {
    await program.printed('\n\n');
    await (await fetch(`http://127.0.0.1:${/listening on (\d+)/.exec(program.stdout())![1]}/`)).text();
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    program.child.kill('SIGTERM');
    const { stderr } = await program.ended;
    assert.equal(
      collector.metrics.length > 0,
      env.OTEL_METRICS_EXPORTER === 'otlp,prometheus' || !env.OTEL_METRICS_EXPORTER,
    );
    return { text, stderr, spans: collector.spans.filter(({ kind }) => kind === 'SERVER').map(({ name }) => name) };
  } finally {
    program.child.kill('SIGKILL');
    await collector.close();
  }
}

describe('OTEL_METRICS_EXPORTER', { concurrency: 3 }, () => {
  for (const env of [
    { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: 'PORT' },
    { OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: 'PORT' },
    { PROMETHEUS_PORT: 'PORT' },
  ] as Record<string, string>[]) {
    it(`${JSON.stringify(env)}: an endpoint to scrape, whose requests are no requests to the program`, async () => {
      const { text, stderr, spans } = await scrape(env);
      assert.match(text, /^# TYPE http_server_request_duration(_seconds)? histogram$/m);
      assert.equal(stderr, '');
      assert.deepEqual(spans, ['GET']);
    });
  }

  it('prometheus on a port that is taken is one line', async () => {
    const taken = await startCollector();
    try {
      const { stderr, spans } = await collect('one-span-later.cjs', {
        env: { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: String(taken.port) },
      });
      assert.match(
        stderr,
        /^\[spanwise\] OTEL_EXPORTER_PROMETHEUS_PORT: cannot listen on localhost:\d+ \(EADDRINUSE\)[^\n]*\n$/,
      );
      assert.equal(spans.length, 1);
    } finally {
      await taken.close();
    }
  });

  for (const env of [{ OTEL_METRICS_EXPORTER: 'none' }, { METRICS_ENABLED: 'false' }] as Record<string, string>[]) {
    it(JSON.stringify(env), async () => {
      const { metrics, spans, logs, stderr } = await collect('one-of-each.cjs', { env });
      assert.deepEqual([metrics.length, spans.length, logs.length, stderr], [0, 1, 1, '']);
    });
  }

  it('OTEL_METRIC_EXPORT_INTERVAL', async () => {
    const collector = await startCollector();
    const program = startProgram(fixture('plain-server.cjs'), {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRIC_EXPORT_INTERVAL: '100' },
    });
    try {
      const exports = () => collector.requests.filter(({ path }) => path === '/v1/metrics').length;
      await collector.waitFor('three exports of metrics', () => exports() >= 3);
    } finally {
      program.child.kill('SIGTERM');
      await program.ended;
      await collector.close();
    }
  });

  it('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE and _DEFAULT_HISTOGRAM_AGGREGATION', async () => {
    const { metrics } = await collect('one-of-each.cjs', {
      env: {
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
      },
    });
    const counter = metrics.find(({ name }) => name === 'one');
    const histogram = metrics.find(({ name }) => name === 'duration');
    assert.match(String(counter?.temporality), /delta/i);
    assert.match(String(histogram?.type), /exponential/i);
  });
});
