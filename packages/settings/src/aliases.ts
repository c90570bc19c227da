import type { Reading } from './read.ts';
import type { SettingName } from './table.ts';

/** A variable of an older set-up that stands for one of the table while that one is not set. */
export interface Alias {
  readonly name: string;
  /** The setting that it stands for, and that wins. */
  readonly setting: SettingName;
  /** One sentence: what it does. */
  readonly about: string;
}

/** The names that older set-ups use, and those that the specification calls obsolete. */
export const aliases: readonly Alias[] = [
  { name: 'SERVICE_NAME', setting: 'OTEL_SERVICE_NAME', about: 'The same.' },
  {
    name: 'ENVIRONMENT',
    setting: 'OTEL_RESOURCE_ATTRIBUTES',
    about: 'The resource attribute `deployment.environment.name`, unless `OTEL_RESOURCE_ATTRIBUTES` has it.',
  },
  {
    name: 'METRICS_ENABLED',
    setting: 'OTEL_METRICS_EXPORTER',
    about: '`false` stands for `none`; `true` changes nothing.',
  },
  {
    name: 'PROMETHEUS_PORT',
    setting: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    about:
      'The same, and `OTEL_METRICS_EXPORTER` becomes `otlp,prometheus` while neither it is set nor `METRICS_ENABLED` is `false`.',
  },
  {
    name: 'OTEL_SAMPLING_RATIO',
    setting: 'OTEL_TRACES_SAMPLER',
    about: 'The ratio of `OTEL_TRACES_SAMPLER=parentbased_traceidratio`.',
  },
  { name: 'COST_TRACKING_ENABLED', setting: 'SPANWISE_COST', about: 'The same.' },
  { name: 'COST_ALERT_THRESHOLD_USD', setting: 'SPANWISE_COST_QUERY_ALERT', about: 'The same.' },
  {
    name: 'OTEL_EXPORTER_OTLP_SPAN_INSECURE',
    setting: 'OTEL_EXPORTER_OTLP_TRACES_INSECURE',
    about: 'The same, under its obsolete name.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_METRIC_INSECURE',
    setting: 'OTEL_EXPORTER_OTLP_METRICS_INSECURE',
    about: 'The same, under its obsolete name.',
  },
  {
    name: 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT',
    setting: 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
    about: 'The same, under the name of earlier SDKs.',
  },
  {
    name: 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT',
    setting: 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
    about: 'The same, under the name of earlier SDKs.',
  },
];

/** Applies the aliases whose settings are not set. */
export function readAliases(reading: Reading): void {
  const { env, get, isSet, read, set } = reading;
  const attributes = get('OTEL_RESOURCE_ATTRIBUTES');

  if (!Object.hasOwn(attributes, 'service.name')) readSame(reading, 'SERVICE_NAME', 'OTEL_SERVICE_NAME');

  const environment = env.ENVIRONMENT?.trim();
  const hasEnvironment = ['deployment.environment.name', 'deployment.environment'].some((key) =>
    Object.hasOwn(attributes, key),
  );
  if (environment && !hasEnvironment) {
    set('OTEL_RESOURCE_ATTRIBUTES', { ...attributes, 'deployment.environment.name': environment });
  }

  const isPortSet = readSame(reading, 'PROMETHEUS_PORT', 'OTEL_EXPORTER_PROMETHEUS_PORT');
  if (!isSet('OTEL_METRICS_EXPORTER')) {
    if (read('METRICS_ENABLED', 'OTEL_SDK_DISABLED') === false) set('OTEL_METRICS_EXPORTER', ['none']);
    else if (isPortSet) set('OTEL_METRICS_EXPORTER', ['otlp', 'prometheus']);
  }

  const ratio = read('OTEL_SAMPLING_RATIO', 'OTEL_TRACES_SAMPLER_ARG');
  if (ratio !== undefined && !isSet('OTEL_TRACES_SAMPLER')) {
    set('OTEL_TRACES_SAMPLER', 'parentbased_traceidratio');
    set('OTEL_TRACES_SAMPLER_ARG', ratio);
  }

  readSame(reading, 'COST_TRACKING_ENABLED', 'SPANWISE_COST');
  readSame(reading, 'COST_ALERT_THRESHOLD_USD', 'SPANWISE_COST_QUERY_ALERT');
  readSame(reading, 'OTEL_EXPORTER_OTLP_SPAN_INSECURE', 'OTEL_EXPORTER_OTLP_TRACES_INSECURE');
  readSame(reading, 'OTEL_EXPORTER_OTLP_METRIC_INSECURE', 'OTEL_EXPORTER_OTLP_METRICS_INSECURE');
  readSame(reading, 'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT', 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT');
  readSame(reading, 'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT');
}

/** @returns whether the alias is set to something valid */
function readSame({ isSet, read, set }: Reading, alias: string, name: SettingName): boolean {
  const value = read(alias, name);
  if (value !== undefined && !isSet(name)) set(name, value);
  return value !== undefined;
}
