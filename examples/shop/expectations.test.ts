import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedOf, problemsOf } from './expectations.ts';
import { createGathering } from './gather.ts';

const rows: [environment: Record<string, string>, traces: string, logs: string, metrics: string][] = [
  [{}, 'all', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, 'all', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, 'none', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, 'some', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 'none', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, 'all', 'all', 'all'],
  [{ OTEL_TRACES_SAMPLER: 'no_such_sampler' }, 'all', 'all', 'all'],
  [{ OTEL_SAMPLING_RATIO: '0.25' }, 'some', 'all', 'all'],
  [{ SPANWISE_SAMPLING: 'anything' }, 'some', 'all', 'all'],
  [{ OTEL_TRACES_EXPORTER: 'none' }, 'none', 'all', 'all'],
  [{ OTEL_LOGS_EXPORTER: 'console' }, 'all', 'none', 'all'],
  [{ OTEL_METRICS_EXPORTER: 'otlp,console' }, 'all', 'all', 'all'],
  [{ OTEL_SDK_DISABLED: 'true' }, 'none', 'none', 'none'],
];

for (const [environment, traces, logs, metrics] of rows) {
  test(`${JSON.stringify(environment)}: ${traces} traces, ${logs} logs, ${metrics} metrics`, () => {
    const expected = expectedOf(environment);
    assert.deepEqual([expected.traces, expected.logs, expected.metrics], [traces, logs, metrics]);
  });
}

const services = ['shop-gateway', 'shop-orders'];
const traffic = { sent: 3, surprises: [] };

test('says each thing that is missing in a line', () => {
  const gathering = createGathering();
  gathering.services = { 'shop-gateway': { spans: 5, logs: 1, metricPoints: 0, errors: 0 } };
  gathering.served = { 'shop-gateway': 2 };
  assert.deepEqual(problemsOf({ gathering, traffic, crossing: false }, expectedOf({}), services), [
    'no spans of shop-orders',
    '3 requests were sent, but 2 SERVER spans of shop-gateway arrived',
    'no trace has spans of all of shop-gateway, shop-orders',
    'no logs of shop-orders',
    'no metric points of shop-gateway',
    'no metric points of shop-orders',
  ]);
});

test('says what came although nothing should', () => {
  const gathering = createGathering();
  gathering.total = { traces: 1, spans: 5, logs: 2, metricPoints: 0, errors: 0 };
  const expected = expectedOf({
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
  });
  assert.deepEqual(problemsOf({ gathering, traffic, crossing: false }, expected, services), [
    '5 spans arrived, but the sampler always_off lets none through',
    '2 logs arrived, but OTEL_LOGS_EXPORTER lets none through',
  ]);
});
