import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otlpSettings, type Signal } from './endpoint.ts';
import { maxInteger } from './parse.ts';
import { type Env, readSettings } from './read.ts';

const base = 'OTEL_EXPORTER_OTLP';

function urlOf(env: Env, signal: Signal = 'traces'): string {
  return otlpSettings(readSettings(env), signal).url;
}

test('nothing set', () => {
  assert.deepEqual(otlpSettings(readSettings({}), 'logs'), {
    protocol: 'http/protobuf',
    url: 'http://localhost:4318/v1/logs',
    headers: {},
    timeoutMillis: 10000,
    compression: 'none',
    certificate: undefined,
    clientKey: undefined,
    clientCertificate: undefined,
    insecure: true,
  });
});

test('the general endpoint gets the path of the signal over HTTP', () => {
  for (const [endpoint, url] of [
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://example.com', 'https://example.com/v1/traces'],
    ['https://example.com/otlp', 'https://example.com/otlp/v1/traces'],
    ['https://example.com/otlp/', 'https://example.com/otlp/v1/traces'],
    ['https://example.com/otlp?tenant=a%20b', 'https://example.com/otlp/v1/traces?tenant=a%20b'],
    ['http://[::1]:4318', 'http://[::1]:4318/v1/traces'],
    ['http://user:pass@collector', 'http://user:pass@collector/v1/traces'],
  ] as const) {
    assert.equal(urlOf({ [`${base}_ENDPOINT`]: endpoint }), url);
  }
  const env = { [`${base}_ENDPOINT`]: 'http://collector:4318' };
  assert.equal(urlOf(env, 'metrics'), 'http://collector:4318/v1/metrics');
  assert.equal(urlOf(env, 'logs'), 'http://collector:4318/v1/logs');
});

test("a signal's endpoint is used as it is", () => {
  const env = { [`${base}_ENDPOINT`]: 'http://general:4318', [`${base}_TRACES_ENDPOINT`]: 'http://own:1234/a/b/?c' };
  assert.equal(urlOf(env, 'traces'), 'http://own:1234/a/b/?c');
  assert.equal(urlOf(env, 'metrics'), 'http://general:4318/v1/metrics');
  assert.equal(urlOf({ [`${base}_LOGS_ENDPOINT`]: 'http://own:1234' }, 'logs'), 'http://own:1234/');
});

test('gRPC has an origin, or a target without scheme', () => {
  for (const [endpoint, insecure, url, isPlain] of [
    [undefined, undefined, 'http://localhost:4317', true],
    ['http://collector:4317', undefined, 'http://collector:4317', true],
    ['http://collector:4317/v1/traces', 'false', 'http://collector:4317', true],
    ['https://collector:4317', 'true', 'https://collector:4317', false],
    ['https://user:pass@collector', undefined, 'https://collector', false],
    ['collector:4317', undefined, 'collector:4317', false],
    ['collector:4317', 'true', 'collector:4317', true],
    ['[::1]:4317', 'true', '[::1]:4317', true],
  ] as const) {
    const settings = otlpSettings(
      readSettings({ [`${base}_PROTOCOL`]: 'grpc', [`${base}_ENDPOINT`]: endpoint, [`${base}_INSECURE`]: insecure }),
      'traces',
    );
    assert.equal(settings.url, url);
    assert.equal(settings.insecure, isPlain);
  }
});

test('protocols differ by signal', () => {
  const settings = readSettings({
    [`${base}_ENDPOINT`]: 'http://collector:4318',
    [`${base}_TRACES_PROTOCOL`]: 'grpc',
    [`${base}_TRACES_ENDPOINT`]: 'collector:4317',
    [`${base}_TRACES_INSECURE`]: 'true',
    [`${base}_LOGS_PROTOCOL`]: 'HTTP/JSON',
  });
  assert.deepEqual(settings.warnings, []);
  assert.equal(otlpSettings(settings, 'traces').url, 'collector:4317');
  assert.equal(otlpSettings(settings, 'metrics').protocol, 'http/protobuf');
  assert.equal(otlpSettings(settings, 'logs').protocol, 'http/json');
});

test('the options of a signal win, headers of both are sent', () => {
  const settings = readSettings({
    [`${base}_HEADERS`]: 'Authorization=general,tenant=a',
    [`${base}_TRACES_HEADERS`]: 'authorization=own,dataset=b',
    [`${base}_TIMEOUT`]: '1000',
    [`${base}_TRACES_TIMEOUT`]: '0',
    [`${base}_COMPRESSION`]: 'gzip',
    [`${base}_TRACES_COMPRESSION`]: 'none',
    [`${base}_CERTIFICATE`]: 'ca.pem',
    [`${base}_TRACES_CERTIFICATE`]: 'own-ca.pem',
    [`${base}_CLIENT_KEY`]: 'key.pem',
    [`${base}_CLIENT_CERTIFICATE`]: 'cert.pem',
    [`${base}_ENDPOINT`]: 'https://collector',
  });
  assert.deepEqual(settings.warnings, []);
  const shared = { protocol: 'http/protobuf', clientKey: 'key.pem', clientCertificate: 'cert.pem', insecure: false };
  assert.deepEqual(otlpSettings(settings, 'traces'), {
    ...shared,
    url: 'https://collector/v1/traces',
    headers: { authorization: 'own', tenant: 'a', dataset: 'b' },
    timeoutMillis: maxInteger,
    compression: 'none',
    certificate: 'own-ca.pem',
  });
  assert.deepEqual(otlpSettings(settings, 'metrics'), {
    ...shared,
    url: 'https://collector/v1/metrics',
    headers: { authorization: 'general', tenant: 'a' },
    timeoutMillis: 1000,
    compression: 'gzip',
    certificate: 'ca.pem',
  });
});

test('over HTTP an endpoint without scheme does not count', () => {
  const env = { [`${base}_TRACES_ENDPOINT`]: 'own:4318', [`${base}_ENDPOINT`]: 'http://general:4318' };
  assert.equal(urlOf(env), 'http://general:4318/v1/traces');
  assert.deepEqual(readSettings(env).warnings, [
    `${base}_TRACES_ENDPOINT: got 'own:4318', expected http:// or https:// before it for http/protobuf; ignored`,
  ]);
});
