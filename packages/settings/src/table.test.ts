import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { aliases } from './aliases.ts';
import { instrumentationNames } from './node.ts';
import { parse } from './parse.ts';
import { readSettings } from './read.ts';
import { type SettingName, type SettingValue, settingsByName, settingsTable } from './table.ts';

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and the pages that it names. */
const specification = `
OTEL_SDK_DISABLED OTEL_ENTITIES OTEL_RESOURCE_ATTRIBUTES OTEL_SERVICE_NAME OTEL_LOG_LEVEL OTEL_PROPAGATORS
OTEL_TRACES_SAMPLER OTEL_TRACES_SAMPLER_ARG
OTEL_BSP_SCHEDULE_DELAY OTEL_BSP_EXPORT_TIMEOUT OTEL_BSP_MAX_QUEUE_SIZE OTEL_BSP_MAX_EXPORT_BATCH_SIZE
OTEL_BLRP_SCHEDULE_DELAY OTEL_BLRP_EXPORT_TIMEOUT OTEL_BLRP_MAX_QUEUE_SIZE OTEL_BLRP_MAX_EXPORT_BATCH_SIZE
OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT OTEL_ATTRIBUTE_COUNT_LIMIT
OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT OTEL_SPAN_EVENT_COUNT_LIMIT
OTEL_SPAN_LINK_COUNT_LIMIT OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT OTEL_LINK_ATTRIBUTE_COUNT_LIMIT
OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT
OTEL_EXPORTER_ZIPKIN_ENDPOINT OTEL_EXPORTER_ZIPKIN_TIMEOUT OTEL_EXPORTER_ZIPKIN_PROTOCOL
OTEL_EXPORTER_PROMETHEUS_HOST OTEL_EXPORTER_PROMETHEUS_PORT
OTEL_TRACES_EXPORTER OTEL_METRICS_EXPORTER OTEL_LOGS_EXPORTER
OTEL_METRICS_EXEMPLAR_FILTER OTEL_METRIC_EXPORT_INTERVAL OTEL_METRIC_EXPORT_TIMEOUT
OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION
OTEL_CONFIG_FILE OTEL_EXPERIMENTAL_CONFIG_FILE
OTEL_SEMCONV_STABILITY_OPT_IN OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT
OTEL_NODE_RESOURCE_DETECTORS OTEL_NODE_ENABLED_INSTRUMENTATIONS OTEL_NODE_DISABLED_INSTRUMENTATIONS
OTEL_NODE_EXPERIMENTAL_SDK_METRICS OTEL_FASTIFY_IGNORE_PATHS
`;

/** https://opentelemetry.io/docs/zero-code/java/agent/instrumentation/http/, which other languages have no name for. */
const ofJava = `
OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS
OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS
OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS
`;

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const otlpOptions =
  'ENDPOINT HEADERS TIMEOUT COMPRESSION PROTOCOL CERTIFICATE CLIENT_KEY CLIENT_CERTIFICATE INSECURE'.split(' ');

test('every variable of the specification is in the table, once, and no other of that prefix', () => {
  const expected = `${specification}${ofJava}`.trim().split(/\s+/);
  for (const option of otlpOptions) {
    expected.push(`OTEL_EXPORTER_OTLP_${option}`);
    for (const signal of ['TRACES', 'METRICS', 'LOGS']) expected.push(`OTEL_EXPORTER_OTLP_${signal}_${option}`);
  }
  const names = settingsTable.flatMap(({ settings }) => Object.keys(settings));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names.filter((name) => name.startsWith('OTEL_')).sort(), expected.sort());
  for (const name of names) assert.match(name, /^(OTEL|SPANWISE|LOG)(_[A-Z0-9]+)+$/);
});

test('every default is what its own text is read as', () => {
  for (const [name, setting] of settingsByName) {
    if (setting.default === undefined || `${setting.default}` === '') continue;
    assert.deepEqual(parse(setting, `${setting.default}`, assert.fail), setting.default, name);
  }
});

test('every entry is complete', () => {
  for (const [name, setting] of settingsByName) {
    assert.match(setting.about, /^[A-Z][^\n]*\.$/, `${name}: a sentence`);
    assert.equal(setting.instead !== undefined, setting.engines?.length === 0, `${name}: instead`);
    if (setting.type === 'enum') assert.ok(setting.values!.length > 0, `${name}: values`);
    if (setting.type === 'list') assert.notEqual(setting.default, undefined, `${name}: a list has a default`);
    if (setting.fallback !== undefined) {
      const general = settingsByName.get(setting.fallback);
      assert.equal(general?.type, setting.type, `${name}: fallback`);
      assert.equal(setting.default, undefined, `${name}: the default is the fallback's`);
    }
    for (const value of setting.values ?? []) assert.equal(value, value.toLowerCase(), `${name}: ${value}`);
    for (const value of Object.values(setting.synonyms ?? {})) assert.ok(setting.values!.includes(value));
    for (const value of Object.keys(setting.unsupported ?? {})) {
      assert.ok(!setting.values!.includes(value) && value === value.toLowerCase(), `${name}: ${value}`);
    }
  }
  for (const { link } of settingsTable) if (link !== undefined) assert.ok(URL.canParse(link));
});

test('every value that is listed is accepted', () => {
  for (const [name, { values = [], engines }] of settingsByName) {
    if (engines?.length === 0) continue;
    for (const value of values) {
      const settings = readSettings({ [name]: value }, [name as SettingName]);
      assert.deepEqual(settings.warnings, [], `${name}=${value}`);
      assert.deepEqual([settings.get(name as SettingName)].flat(), [value]);
    }
  }
});

test('every alias stands for a setting and is none itself', () => {
  assert.equal(new Set(aliases.map(({ name }) => name)).size, aliases.length);
  for (const { name, setting } of aliases) {
    assert.ok(settingsByName.has(setting));
    assert.ok(!settingsByName.has(name));
  }
});

test('the instrumentations are those of auto-instrumentations-node, fastify, and those that programs install', () => {
  const entry = import.meta.resolve('@opentelemetry/auto-instrumentations-node');
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8'));
  const names = Object.keys(dependencies)
    .filter((name) => name.startsWith('@opentelemetry/instrumentation-'))
    .map((name) => name.slice('@opentelemetry/instrumentation-'.length));
  assert.deepEqual(
    [...instrumentationNames].sort(),
    [...names, 'fastify', 'azure-sdk', 'bullmq', 'prisma', 'sequelize', 'typeorm'].sort(),
  );
});

test('values have the type that the table says', () => {
  const settings = readSettings({});
  const engine: 'native' | 'upstream' | 'adot' = settings.get('SPANWISE_ENGINE');
  const bytes: number = settings.get('SPANWISE_QUEUE_BYTES');
  const limit: number = settings.get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT');
  const unlimited: number | undefined = settings.get('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT');
  const protocol: 'http/protobuf' | 'http/json' | 'grpc' = settings.get('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL');
  const level: SettingValue<'OTEL_LOG_LEVEL'> = undefined;
  // @ts-expect-error: there is no default
  const name: string = settings.get('OTEL_SERVICE_NAME');
  // @ts-expect-error: there is no such setting
  assert.throws(() => settings.get('OTEL_SERVICE_NAMES'));
  assert.deepEqual([engine, bytes, limit, unlimited, protocol, level, name].length, 7);
});

test('docs/settings.md is current', () => {
  const script = fileURLToPath(new URL('../../../docs/generate.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--conditions=@spanwise/source', script, '--check'], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});
