import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from './support/collect.ts';
import { fixture, preloadFile, runProgram } from './support/program.ts';

const SPANWISE_ENGINE = 'native';
const quiet = { SPANWISE_ENGINE, OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http' };

describe('the SDKs of logs and metrics under the native engine', () => {
  it('are not loaded before they are needed', async () => {
    const ended = await runProgram(fixture('what-is-loaded.cjs'), { env: quiet });
    const { files } = JSON.parse(ended.stdout) as { files: string[] };
    assert.deepEqual(
      files.filter((file) =>
        /@opentelemetry[+/](sdk-logs|sdk-metrics|otlp-transformer|exporter-)|dist\/(logs|metrics|log-pipeline|metric-pipeline|prometheus)/.test(
          file,
        ),
      ),
      [],
    );
    assert.equal(ended.stderr, '');
  });

  it('get what is logged and measured, with instruments and loggers made before they are loaded', async () => {
    const { code, stderr, spans, logs, metrics } = await collect('one-of-each.cjs', { env: quiet });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(spans.length, 1);
    assert.equal(logs.length, 1);
    assert.ok(metrics.some(({ name }) => !name.startsWith('otel.sdk.')));
  });

  it('that cannot be loaded are one line each, and spans arrive', async () => {
    const { code, stderr, spans } = await collect('one-of-each.cjs', {
      env: quiet,
      preload: 'none',
      flags: ['--require', fixture('break-signals.cjs'), '--require', preloadFile],
    });
    assert.deepEqual({ code, spans: spans.length }, { code: 0, spans: 1 });
    assert.deepEqual(stderr.split('\n'), [
      '[spanwise] log records are not recorded, because what sends them could not be loaded: broken on purpose',
      '[spanwise] metrics are not recorded, because what sends them could not be loaded: broken on purpose',
      '',
    ]);
  });

  it('what makes spans is one line when it cannot be loaded, and logs and metrics arrive', async () => {
    const { code, stderr, spans, logs, metrics } = await collect('one-of-each.cjs', {
      env: quiet,
      preload: 'none',
      flags: ['--require', fixture('break-telemetry.cjs'), '--require', preloadFile],
    });
    assert.deepEqual({ code, spans: spans.length, logs: logs.length }, { code: 0, spans: 0, logs: 1 });
    assert.ok(metrics.length > 0);
    assert.equal(
      stderr,
      '[spanwise] no spans are made, because what makes them could not be loaded: broken on purpose\n',
    );
  });
});
