import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';
import { startCollector } from '../support/collector.ts';
import { fixture, runProgram } from '../support/program.ts';

describe('OTEL_EXPORTER_OTLP_*', { concurrency: 3 }, () => {
  it('posts to the paths of the signals, as protobuf, with our user agent', async () => {
    const { requests, stderr } = await collect('one-of-each.cjs');
    assert.equal(stderr, '');
    assert.deepEqual(requests.map(({ path }) => path).sort(), ['/v1/logs', '/v1/metrics', '/v1/traces']);
    for (const { headers } of requests) {
      assert.equal(headers['content-type'], 'application/x-protobuf');
      assert.match(
        headers['user-agent'] ?? '',
        /^Spanwise\/\d+\.\d+\.\d+ OTel-OTLP-Exporter-JavaScript\/\d+\.\d+\.\d+$/,
      );
    }
  });

  it('HEADERS, also of one signal', async () => {
    const { requests } = await collect('one-of-each.cjs', {
      env: { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20all', OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-logs=1' },
    });
    const headers = Object.fromEntries(requests.map((request) => [request.path, request.headers]));
    assert.equal(headers['/v1/traces']?.authorization, 'Bearer all');
    assert.equal(headers['/v1/logs']?.['x-logs'], '1');
  });

  it('COMPRESSION=gzip', async () => {
    const { requests, spans } = await collect('many-spans.cjs', {
      args: ['500'],
      env: { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
    });
    assert.equal(spans.length, 500);
    assert.equal(requests.find(({ path }) => path === '/v1/traces')?.headers['content-encoding'], 'gzip');
  });

  it('ENDPOINT of one signal is used as it is, with a protocol of its own', async () => {
    const other = await startCollector();
    try {
      const { requests } = await collect('one-of-each.cjs', {
        env: {
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${other.url}/custom/metrics`,
          OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
        },
      });
      assert.deepEqual(requests.map(({ path }) => path).sort(), ['/v1/logs', '/v1/traces']);
      assert.deepEqual(
        other.requests.map(({ path, headers }) => [path, headers['content-type']]),
        [['/custom/metrics', 'application/json']],
      );
    } finally {
      await other.close();
    }
  });

  it('a base endpoint with a path keeps it', async () => {
    const collector = await startCollector();
    try {
      await runProgram(fixture('one-of-each.cjs'), {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/otlp/` },
      });
      assert.ok(collector.requests.some(({ path }) => path === '/otlp/v1/traces'));
    } finally {
      await collector.close();
    }
  });
});
