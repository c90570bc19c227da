import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Env, readSettings } from './read.ts';
import { resourceAttributes } from './resource.ts';
import { settingsByName, settingsTable } from './table.ts';

function warningsOf(env: Env): readonly string[] {
  return readSettings(env).warnings;
}

test('an empty environment gives the defaults and no warning', () => {
  const settings = readSettings({});
  assert.deepEqual(settings.warnings, []);
  assert.equal(settings.get('OTEL_SDK_DISABLED'), false);
  assert.equal(settings.get('OTEL_SERVICE_NAME'), undefined);
  assert.equal(settings.get('OTEL_LOG_LEVEL'), undefined);
  assert.deepEqual(settings.get('OTEL_PROPAGATORS'), ['tracecontext', 'baggage']);
  assert.equal(settings.get('OTEL_TRACES_SAMPLER'), 'parentbased_always_on');
  assert.equal(settings.get('OTEL_TRACES_SAMPLER_ARG'), 1);
  assert.deepEqual(settings.get('OTEL_METRICS_EXPORTER'), ['otlp']);
  assert.equal(settings.get('OTEL_EXPORTER_OTLP_LOGS_PROTOCOL'), 'http/protobuf');
  assert.deepEqual(settings.get('OTEL_EXPORTER_OTLP_TRACES_HEADERS'), {});
  assert.deepEqual(settings.get('OTEL_NODE_ENABLED_INSTRUMENTATIONS'), []);
  assert.equal(settings.get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'), 128);
  assert.equal(settings.get('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'), undefined);
  assert.equal(settings.get('SPANWISE_ENGINE'), 'native');
  assert.equal(settings.get('SPANWISE_QUEUE_BYTES'), 33_554_432);
  assert.equal(settings.get('SPANWISE_EXIT_TIMEOUT'), 2000);
  for (const name of settingsByName.keys()) assert.equal(settings.isSet(name as 'OTEL_SDK_DISABLED'), false, name);
});

test('empty and blank values are unset', () => {
  for (const text of ['', ' ', '\t\n']) {
    const names = [
      ...settingsByName.keys(),
      'SERVICE_NAME',
      'ENVIRONMENT',
      'METRICS_ENABLED',
      'PROMETHEUS_PORT',
      'OTEL_X',
      'SPANWISE_X',
    ];
    const settings = readSettings(Object.fromEntries(names.map((name) => [name, text])));
    assert.deepEqual(settings.warnings, []);
    assert.equal(settings.isSet('OTEL_SERVICE_NAME'), false);
    assert.deepEqual(settings.get('OTEL_TRACES_EXPORTER'), ['otlp']);
    assert.deepEqual(resourceAttributes(settings), {});
  }
});

test('values are trimmed', () => {
  const settings = readSettings({ OTEL_SERVICE_NAME: ' shop ', OTEL_SDK_DISABLED: ' TRUE\n' });
  assert.equal(settings.get('OTEL_SERVICE_NAME'), 'shop');
  assert.equal(settings.get('OTEL_SDK_DISABLED'), true);
});

test('an invalid value is one line, and the default applies', () => {
  for (const [name, text, line] of [
    ['OTEL_SDK_DISABLED', '1', "got '1', expected true or false; using false"],
    [
      'OTEL_BSP_SCHEDULE_DELAY',
      '5s',
      "got '5s', expected a whole number of milliseconds from 0 (5s is 5000); using 5000",
    ],
    ['OTEL_METRIC_EXPORT_INTERVAL', '0', "got '0', expected a whole number of milliseconds from 1; using 60000"],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '-1', "got '-1', expected a whole number from 0; using 128"],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'x', "got 'x', expected a whole number from 0; ignored"],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', '70000', "got '70000', expected a whole number from 0 to 65535; using 9464"],
    [
      'OTEL_TRACES_SAMPLER',
      'always_onn',
      "got 'always_onn' (did you mean 'always_on'?), expected one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio, jaeger_remote, parentbased_jaeger_remote, xray; using parentbased_always_on",
    ],
    [
      'OTEL_TRACES_EXPORTER',
      'zipkin',
      "'zipkin' is not supported: use 'otlp' and a collector with the zipkin exporter; using otlp",
    ],
    [
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'http',
      "got 'http', expected one of http/protobuf, http/json, grpc; using http/protobuf",
    ],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'collector',
      "got 'collector', expected an http:// or https:// url such as http://localhost:4318; ignored",
    ],
    ['SPANWISE_EXIT_TIMEOUT', 'never', "got 'never', expected a duration such as 2s, 500ms or 2000; using 2000"],
    [
      'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      'htp',
      "got 'htp' (did you mean 'http'?), expected some of the 47 documented names; ignored",
    ],
  ] as const) {
    const settings = readSettings({ [name]: text });
    assert.deepEqual(settings.warnings, [`${name}: ${line}`]);
    assert.equal(settings.isSet(name), false);
    assert.deepEqual(settings.get(name), readSettings({}).get(name));
  }
});

test('ten wrong settings are ten lines', () => {
  const lines = warningsOf({
    OTEL_TRACES_SAMPLER: 'some',
    OTEL_BSP_SCHEDULE_DELAY: 'soon',
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '0',
    OTEL_METRIC_EXPORT_INTERVAL: '1m',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd',
    OTEL_EXPORTER_OTLP_TIMEOUT: '-1',
    OTEL_PROPAGATORS: 'w3c',
    OTEL_LOGS_EXPORTER: 'file',
    SPANWISE_QUEUE_BYTES: 'lots',
    OTEL_SERVICE_NAMES: 'shop',
  });
  assert.equal(lines.length, 10);
  for (const line of lines) assert.match(line, /^(OTEL|SPANWISE)_[A-Z_]+: [^\n]+$/);
});

test('what applies instead may come from the general setting', () => {
  const settings = readSettings({ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 'x', OTEL_EXPORTER_OTLP_TIMEOUT: '3000' });
  assert.equal(settings.get('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'), 3000);
  assert.deepEqual(settings.warnings, [
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: got 'x', expected a whole number of milliseconds from 0; using 3000",
  ]);
});

test('the special setting wins over the general one, which wins over the default', () => {
  const settings = readSettings({ OTEL_ATTRIBUTE_COUNT_LIMIT: '10', OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '0' });
  assert.equal(settings.get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'), 10);
  assert.equal(settings.isSet('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'), false);
  assert.equal(settings.get('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'), 0);
});

test('the argument of the sampler depends on the sampler', () => {
  for (const [sampler, arg, ratio, line] of [
    ['traceidratio', '0.25', 0.25, undefined],
    ['parentbased_traceidratio', '0', 0, undefined],
    ['traceidratio', undefined, 1, undefined],
    ['traceidratio', 'ten', 1, "got 'ten', expected a number from 0 to 1; using 1"],
    ['parentbased_traceidratio', '2', 1, "got '2', expected a number from 0 to 1; using 1"],
    ['always_on', '0.5', 1, 'has no effect on always_on; set OTEL_TRACES_SAMPLER to parentbased_traceidratio'],
    [undefined, '0.5', 1, 'has no effect without OTEL_TRACES_SAMPLER; set it to parentbased_traceidratio'],
  ] as const) {
    const settings = readSettings({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg });
    assert.equal(settings.get('OTEL_TRACES_SAMPLER_ARG'), ratio);
    assert.deepEqual(settings.warnings, line === undefined ? [] : [`OTEL_TRACES_SAMPLER_ARG: ${line}`]);
  }
  for (const sampler of ['jaeger_remote', 'parentbased_jaeger_remote', 'xray']) {
    assert.deepEqual(warningsOf({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://x' }), []);
  }
  // One line about the sampler is enough.
  assert.equal(warningsOf({ OTEL_TRACES_SAMPLER: 'some', OTEL_TRACES_SAMPLER_ARG: 'endpoint=x' }).length, 1);
});

test('a setting that no engine honours is one line with the cure, whatever its value', () => {
  for (const { settings } of settingsTable) {
    for (const [name, { engines, instead }] of Object.entries(settings)) {
      if (engines?.length !== 0) continue;
      assert.deepEqual(warningsOf({ [name]: '?' }), [`${name}: has no effect; ${instead}`]);
    }
  }
});

test('a setting that another engine has is one line with the cure', () => {
  const line = 'SPANWISE_ACCESS_LOG: has no effect under the engine upstream; set SPANWISE_ENGINE to native';
  assert.deepEqual(warningsOf({ SPANWISE_ENGINE: 'upstream', SPANWISE_ACCESS_LOG: 'true' }), [line]);
  assert.deepEqual(warningsOf({ SPANWISE_ACCESS_LOG: 'true' }), []);
  assert.deepEqual(warningsOf({ OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' }), [
    'OTEL_NODE_EXPERIMENTAL_SDK_METRICS: has no effect under the engine native; set SPANWISE_ENGINE to upstream or adot',
  ]);
});

test('unknown names', () => {
  for (const [name, line] of [
    ['OTEL_TRACE_EXPORTER', 'there is no such setting; did you mean OTEL_TRACES_EXPORTER?'],
    ['OTEL_TRACES_SAMPLER_ARGS', 'there is no such setting; did you mean OTEL_TRACES_SAMPLER_ARG?'],
    ['OTEL_EXPORTER_OTLP_ENPDOINT', 'there is no such setting; did you mean OTEL_EXPORTER_OTLP_ENDPOINT?'],
    ['OTEL_EXPORTER_OTLP_TRACE_ENDPOINT', 'there is no such setting; did you mean OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?'],
    ['OTEL_SERVICENAME', 'there is no such setting; did you mean OTEL_SERVICE_NAME?'],
    ['OTEL_SAMPLING_RATE', 'there is no such setting; did you mean OTEL_SAMPLING_RATIO?'],
    ['otel_service_name', 'there is no such setting; did you mean OTEL_SERVICE_NAME?'],
    ['SPANWISE_QUEUE_BYTE', 'there is no such setting; did you mean SPANWISE_QUEUE_BYTES?'],
    ['SPANWISE_COLOUR', 'there is no such setting; ignored'],
    ['OTEL_SOMETHING_NEW', undefined],
    ['OTEL_GO_X_EXEMPLAR', undefined],
    ['OTEL_PYTHON_LOG_LEVEL', undefined],
    ['OTEL_RESOURCE_ATTRIBUTES_POD_NAME', undefined],
    ['OTEL_RESOURCE_ATTRIBUTES_NODE_NAME', undefined],
    ['OTEL_COLLECTOR_HOST', undefined],
    ['OTEL_EXPORTER_JAEGER_ENDPOINT', undefined],
    ['NOTEL_SERVICE_NAME', undefined],
    ['SERVICE_NAMES', undefined],
    ['', undefined],
  ] as const) {
    const lines = warningsOf({ [name]: 'secret' });
    assert.deepEqual(lines, line === undefined ? [] : [`${name}: ${line}`]);
  }
  assert.deepEqual(warningsOf({ [`SPANWISE_\n${'X'.repeat(200)}`]: '1' }), [
    `'SPANWISE_?${'X'.repeat(50)}…': there is no such setting; ignored`,
  ]);
});

test('secrets are never shown', () => {
  const secret = 'hunter2';
  const lines = warningsOf({
    OTEL_EXPORTER_OTLP_HEADERS: `a b=${secret},c=%${secret}`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: secret,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${secret}@host:4317/v1/traces?key=${secret}`,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `htp://${secret}@host#${secret}`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `https://u:${secret}@host?token=${secret}`,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: `-----BEGIN PRIVATE KEY-----\n${secret}`,
    OTEL_EXPORTER_OTLP_HEADER: `a=${secret}`,
    SPANWISE_API_KEY: secret,
  });
  assert.ok(lines.length >= 8);
  assert.doesNotMatch(lines.join('\n'), new RegExp(secret));
});

test('an environment of any texts throws nothing and gives one line a warning', () => {
  let seed = 42;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const pieces = [
    'a',
    '=',
    ',',
    '%',
    '%2',
    '%20',
    '1',
    '-',
    '.',
    'e',
    's',
    'http://',
    ':',
    '@',
    '[',
    '/',
    '\0',
    '\n',
    '\ud800',
    '🚀',
    ' ',
  ];
  const names = [
    ...settingsByName.keys(),
    'SERVICE_NAME',
    'ENVIRONMENT',
    'METRICS_ENABLED',
    'PROMETHEUS_PORT',
    'OTEL_SAMPLING_RATIO',
  ];
  const values = [...settingsByName.values()].flatMap(({ values = [], unsupported = {} }) => [
    ...values,
    ...Object.keys(unsupported),
  ]);
  for (let round = 0; round < 2000; round++) {
    const env: Record<string, string> = {};
    for (let count = random(12); count >= 0; count--) {
      const name = random(5) === 0 ? `OTEL_${pieces[random(pieces.length)]}` : names[random(names.length)]!;
      const length = random(8);
      env[name] =
        random(3) === 0
          ? values[random(values.length)]!
          : Array.from({ length }, () => pieces[random(pieces.length)]).join('');
    }
    const settings = readSettings(env);
    for (const line of settings.warnings) assert.match(line, /^[^\n\r\u2028\0]+$/);
    for (const name of settingsByName.keys()) settings.get(name as 'OTEL_SDK_DISABLED');
    resourceAttributes(settings);
  }
});

test('reading costs little', () => {
  const env: Record<string, string> = Object.fromEntries(
    Array.from({ length: 80 }, (_, i) => [`SOME_VARIABLE_${i}`, 'x']),
  );
  Object.assign(env, {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_LOG_LEVEL: 'info',
  });
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    readSettings(env);
    times.push(performance.now() - start);
  }
  assert.ok(times.sort((a, b) => a - b)[100]! < 1);
});

test('names without a prefix of ours are read when asked for: other programs mean something else by them', () => {
  const env = { LOG_LEVEL: 'silly' };
  assert.deepEqual(readSettings(env).warnings, []);
  assert.deepEqual(readSettings(env, ['LOG_LEVEL']).warnings, [
    "LOG_LEVEL: got 'silly', expected one of debug, info, warning, error, critical; using info",
  ]);
  assert.equal(readSettings({ LOG_LEVEL: 'WARN' }, ['LOG_LEVEL']).get('LOG_LEVEL'), 'warning');
});
