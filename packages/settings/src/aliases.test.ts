import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Env, readSettings } from './read.ts';
import { resourceAttributes } from './resource.ts';

function attributesOf(env: Env): Record<string, string> {
  return resourceAttributes(readSettings(env));
}

test('SERVICE_NAME is weaker than both names of the specification', () => {
  for (const [env, name] of [
    [{ SERVICE_NAME: 'old' }, 'old'],
    [{ SERVICE_NAME: 'old', OTEL_SERVICE_NAME: 'shop' }, 'shop'],
    [{ SERVICE_NAME: 'old', OTEL_SERVICE_NAME: '' }, 'old'],
    [{ SERVICE_NAME: 'old', OTEL_RESOURCE_ATTRIBUTES: 'service.name=cart' }, 'cart'],
    [{ OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.name=cart' }, 'shop'],
    [{}, undefined],
  ] as const) {
    assert.equal(attributesOf(env)['service.name'], name);
  }
  assert.ok(readSettings({ SERVICE_NAME: 'old' }).isSet('OTEL_SERVICE_NAME'));
});

test('ENVIRONMENT is the deployment environment unless the attributes have one', () => {
  for (const [env, attributes] of [
    [{ ENVIRONMENT: 'dev' }, { 'deployment.environment.name': 'dev' }],
    [
      { ENVIRONMENT: 'dev', OTEL_RESOURCE_ATTRIBUTES: 'a=b' },
      { a: 'b', 'deployment.environment.name': 'dev' },
    ],
    [
      { ENVIRONMENT: 'dev', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod' },
      { 'deployment.environment.name': 'prod' },
    ],
    [
      { ENVIRONMENT: 'dev', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod' },
      { 'deployment.environment': 'prod' },
    ],
    [{ ENVIRONMENT: 'dev', OTEL_RESOURCE_ATTRIBUTES: 'broken' }, { 'deployment.environment.name': 'dev' }],
  ] as const) {
    assert.deepEqual(attributesOf(env), attributes);
  }
});

test('METRICS_ENABLED and PROMETHEUS_PORT choose the metrics exporters while OTEL_METRICS_EXPORTER does not', () => {
  for (const [env, exporters, port] of [
    [{ METRICS_ENABLED: 'false' }, ['none'], 9464],
    [{ METRICS_ENABLED: 'true' }, ['otlp'], 9464],
    [{ PROMETHEUS_PORT: '8000' }, ['otlp', 'prometheus'], 8000],
    [{ METRICS_ENABLED: 'true', PROMETHEUS_PORT: '8000' }, ['otlp', 'prometheus'], 8000],
    [{ METRICS_ENABLED: 'False', PROMETHEUS_PORT: '8000' }, ['none'], 8000],
    [{ OTEL_METRICS_EXPORTER: 'console', METRICS_ENABLED: 'false', PROMETHEUS_PORT: '8000' }, ['console'], 8000],
    [{ OTEL_METRICS_EXPORTER: 'prometheus', PROMETHEUS_PORT: '8000' }, ['prometheus'], 8000],
    [{ PROMETHEUS_PORT: '8000', OTEL_EXPORTER_PROMETHEUS_PORT: '9000' }, ['otlp', 'prometheus'], 9000],
    [{ OTEL_EXPORTER_PROMETHEUS_PORT: '9000' }, ['otlp'], 9000],
  ] as const) {
    const settings = readSettings(env);
    assert.deepEqual(settings.get('OTEL_METRICS_EXPORTER'), exporters);
    assert.equal(settings.get('OTEL_EXPORTER_PROMETHEUS_PORT'), port);
    assert.deepEqual(settings.warnings, []);
  }
});

test('OTEL_SAMPLING_RATIO samples by ratio while OTEL_TRACES_SAMPLER does not say otherwise', () => {
  const alone = readSettings({ OTEL_SAMPLING_RATIO: '0.1' });
  assert.equal(alone.get('OTEL_TRACES_SAMPLER'), 'parentbased_traceidratio');
  assert.equal(alone.get('OTEL_TRACES_SAMPLER_ARG'), 0.1);
  assert.ok(alone.isSet('OTEL_TRACES_SAMPLER'));
  assert.deepEqual(alone.warnings, []);

  const beside = readSettings({ OTEL_SAMPLING_RATIO: '0.1', OTEL_TRACES_SAMPLER: 'traceidratio' });
  assert.equal(beside.get('OTEL_TRACES_SAMPLER'), 'traceidratio');
  assert.equal(beside.get('OTEL_TRACES_SAMPLER_ARG'), 1);
  assert.deepEqual(beside.warnings, []);

  const broken = readSettings({ OTEL_SAMPLING_RATIO: '10%' });
  assert.equal(broken.get('OTEL_TRACES_SAMPLER'), 'parentbased_always_on');
  assert.deepEqual(broken.warnings, ["OTEL_SAMPLING_RATIO: got '10%', expected a number from 0 to 1; ignored"]);
});

test('an invalid alias is one line under its own name', () => {
  assert.deepEqual(readSettings({ METRICS_ENABLED: 'no' }).warnings, [
    "METRICS_ENABLED: got 'no', expected true or false; ignored",
  ]);
  assert.deepEqual(readSettings({ PROMETHEUS_PORT: 'x' }).warnings, [
    "PROMETHEUS_PORT: got 'x', expected a whole number from 0 to 65535; ignored",
  ]);
});

test('obsolete names stand for those that took their place', () => {
  for (const [old, name, text, value] of [
    ['OTEL_EXPORTER_OTLP_SPAN_INSECURE', 'OTEL_EXPORTER_OTLP_TRACES_INSECURE', 'true', true],
    ['OTEL_EXPORTER_OTLP_METRIC_INSECURE', 'OTEL_EXPORTER_OTLP_METRICS_INSECURE', 'true', true],
    ['OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT', 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '5', 5],
    ['OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', '6', 6],
  ] as const) {
    const settings = readSettings({ [old]: text });
    assert.deepEqual(settings.warnings, []);
    assert.equal(settings.get(name), value);
    assert.notEqual(readSettings({ [old]: text, [name]: text === 'true' ? 'false' : '7' }).get(name), value);
  }
});

test('COST_TRACKING_ENABLED and COST_ALERT_THRESHOLD_USD are those of SPANWISE_COST', () => {
  const settings = readSettings({ COST_TRACKING_ENABLED: 'false', COST_ALERT_THRESHOLD_USD: '12.5' });
  assert.equal(settings.get('SPANWISE_COST'), false);
  assert.equal(settings.get('SPANWISE_COST_QUERY_ALERT'), 12.5);
  const beside = readSettings({ COST_TRACKING_ENABLED: 'false', SPANWISE_COST: 'true' });
  assert.equal(beside.get('SPANWISE_COST'), true);
  assert.deepEqual(beside.warnings, []);
});

test('SPANWISE_COST_CENTER is a resource attribute unless the attributes have it', () => {
  const key = 'service.instance.cost_center.id';
  assert.deepEqual(attributesOf({ SPANWISE_COST_CENTER: 'cc-1' }), { [key]: 'cc-1' });
  const both = { SPANWISE_COST_CENTER: 'cc-1', OTEL_RESOURCE_ATTRIBUTES: `${key}=cc-2` };
  assert.deepEqual(attributesOf(both), { [key]: 'cc-2' });
});
