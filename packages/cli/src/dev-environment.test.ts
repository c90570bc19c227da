import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reasonForSilence, toDevEnvironment } from './dev-environment.ts';

const URL = 'http://127.0.0.1:1234';

describe('the environment of a program under dev', () => {
  const toEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => toDevEnvironment(env, URL, '/x/index.cjs');
  const base = {
    NODE_OPTIONS: '--require /x/index.cjs',
    OTEL_EXPORTER_OTLP_ENDPOINT: URL,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  };
  const defaults = {
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BLRP_SCHEDULE_DELAY: '200',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    OTEL_METRIC_EXPORT_TIMEOUT: '1000',
    OTEL_TRACES_SAMPLER: 'always_on',
  };

  test('exports soon and samples everything', () => {
    assert.deepEqual(toEnv({ PATH: '/bin' }), { PATH: '/bin', ...base, ...defaults });
  });

  test('leaves delays and sampling to the user; empty is unset', () => {
    const env = {
      OTEL_BSP_SCHEDULE_DELAY: '5000',
      OTEL_METRIC_EXPORT_TIMEOUT: '100',
      OTEL_TRACES_SAMPLER: '',
      OTEL_SAMPLING_RATIO: '0.5',
    };
    assert.deepEqual(toEnv(env), { ...env, ...base, OTEL_BLRP_SCHEDULE_DELAY: '200' });
    assert.equal(toEnv({ OTEL_TRACES_SAMPLER: '' }).OTEL_TRACES_SAMPLER, 'always_on');
  });

  test('sends every signal to the receiver', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://vendor.example',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://vendor.example/v1/traces',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc',
    };
    assert.deepEqual(toEnv(env), { ...base, ...defaults });
  });
});

test('says why nothing may have arrived', () => {
  assert.equal(reasonForSilence({}), undefined);
  assert.equal(reasonForSilence({ OTEL_TRACES_EXPORTER: 'otlp,console' }), undefined);
  assert.equal(reasonForSilence({ OTEL_TRACES_EXPORTER: 'none' }), 'OTEL_TRACES_EXPORTER is none');
  assert.equal(reasonForSilence({ OTEL_SDK_DISABLED: 'TRUE' }), 'OTEL_SDK_DISABLED is true');
});
