import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Env, readSettings } from './read.ts';

const base = 'OTEL_EXPORTER_OTLP';

test('settings that do not fit together are one line each', () => {
  const cases: readonly (readonly [env: Env, ...lines: string[]])[] = [
    [{ [`${base}_ENDPOINT`]: 'http://c:4318' }],
    [{ [`${base}_ENDPOINT`]: 'http://c:4317', [`${base}_PROTOCOL`]: 'grpc' }],
    [{ [`${base}_TRACES_ENDPOINT`]: 'http://c:4318/v1/traces' }],
    [{ [`${base}_INSECURE`]: 'true', [`${base}_ENDPOINT`]: 'c:4317', [`${base}_PROTOCOL`]: 'grpc' }],
    [
      { [`${base}_INSECURE`]: 'true', [`${base}_ENDPOINT`]: 'https://c:4317', [`${base}_PROTOCOL`]: 'grpc' },
      `${base}_INSECURE: has no effect on the https url in ${base}_ENDPOINT; remove it, or write http://`,
    ],
    [
      { [`${base}_TRACES_INSECURE`]: 'true', [`${base}_ENDPOINT`]: 'https://c' },
      `${base}_TRACES_INSECURE: has no effect on the https url in ${base}_ENDPOINT; remove it, or write http://`,
    ],
    [
      { [`${base}_ENDPOINT`]: 'http://c:4317' },
      `${base}_ENDPOINT: got 'http://c:4317', but 4317 is the port for grpc and the protocol is http/protobuf; use port 4318 or set ${base}_PROTOCOL=grpc`,
    ],
    [
      { [`${base}_ENDPOINT`]: 'http://c:4318', [`${base}_PROTOCOL`]: 'grpc' },
      `${base}_ENDPOINT: got 'http://c:4318', but 4318 is the port for http and the protocol is grpc; use port 4317 or set ${base}_PROTOCOL=http/protobuf`,
    ],
    [
      { [`${base}_ENDPOINT`]: 'c:4317' },
      `${base}_ENDPOINT: got 'c:4317', expected http:// or https:// before it for http/protobuf; ignored`,
    ],
    [
      { [`${base}_ENDPOINT`]: 'http://c/v1/traces' },
      `${base}_ENDPOINT: got 'http://c/v1/traces', expected no /v1/traces, which is added; remove it, or set ${base}_TRACES_ENDPOINT`,
    ],
    [
      { [`${base}_ENDPOINT`]: 'http://c/otlp', [`${base}_PROTOCOL`]: 'grpc' },
      `${base}_ENDPOINT: got 'http://c/otlp', expected no path for grpc; using http://c`,
    ],
    [
      { [`${base}_LOGS_ENDPOINT`]: 'http://c:4318' },
      `${base}_LOGS_ENDPOINT: got 'http://c:4318', which is used as it is; add /v1/logs unless the collector listens on /`,
    ],
    [
      { [`${base}_CERTIFICATE`]: 'ca.pem' },
      `${base}_CERTIFICATE: has no effect, since no endpoint is https; write https:// to use TLS`,
    ],
    [{ [`${base}_CERTIFICATE`]: 'ca.pem', [`${base}_TRACES_ENDPOINT`]: 'https://c/v1/traces' }],
    [{ [`${base}_CERTIFICATE`]: 'ca.pem', [`${base}_PROTOCOL`]: 'grpc', [`${base}_ENDPOINT`]: 'c:4317' }],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '1000' }],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '1000' }],
    [
      { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '2000' },
      "OTEL_METRIC_EXPORT_TIMEOUT: got '2000', expected no more than OTEL_METRIC_EXPORT_INTERVAL; using 1000",
    ],
    [
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,pg', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg,net' },
      'OTEL_NODE_DISABLED_INSTRUMENTATIONS: pg also in OTEL_NODE_ENABLED_INSTRUMENTATIONS, expected in one of them; not loading',
    ],
    [{ SPANWISE_SAMPLING: 'production', SPANWISE_KEEP_SLOW: '2s', SPANWISE_KEEP_CRITICAL: 'pay' }],
    [
      { SPANWISE_SAMPLING: 'production', OTEL_TRACES_SAMPLER: 'always_on' },
      'OTEL_TRACES_SAMPLER: has no effect beside SPANWISE_SAMPLING; remove one of them',
    ],
    [
      { SPANWISE_SAMPLING_RULES: 'rules.yaml', OTEL_SAMPLING_RATIO: '0.5', SPANWISE_KEEP_SLOW: '2s' },
      'OTEL_SAMPLING_RATIO: has no effect beside SPANWISE_SAMPLING_RULES; remove one of them',
      'SPANWISE_KEEP_SLOW: has no effect beside SPANWISE_SAMPLING_RULES; write it as a rule',
    ],
    [
      { SPANWISE_KEEP_CRITICAL: 'pay' },
      'SPANWISE_KEEP_CRITICAL: has no effect without SPANWISE_SAMPLING; set it to production or staging',
    ],
  ];
  for (const [env, ...lines] of cases) assert.deepEqual(readSettings(env).warnings, lines);
});

test('endpoints that nothing is sent to are not looked at', () => {
  const off = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: 'console' };
  assert.deepEqual(
    readSettings({ ...off, [`${base}_ENDPOINT`]: 'http://c:4317', [`${base}_CERTIFICATE`]: 'a' }).warnings,
    [],
  );
});

test('the timeout of a metric export is never longer than its interval', () => {
  assert.equal(readSettings({ OTEL_METRIC_EXPORT_INTERVAL: '1000' }).get('OTEL_METRIC_EXPORT_TIMEOUT'), 1000);
  assert.equal(readSettings({ OTEL_METRIC_EXPORT_TIMEOUT: '0' }).get('OTEL_METRIC_EXPORT_TIMEOUT'), 60000);
  assert.equal(readSettings({}).get('OTEL_METRIC_EXPORT_TIMEOUT'), 30000);
});
