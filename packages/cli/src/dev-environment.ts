import { withPreload } from './preload.ts';

/** Any of these says how to sample; see the sampling settings. An empty variable is an unset one, as OpenTelemetry has it. */
const SAMPLING = ['SPANWISE_SAMPLING_RULES', 'SPANWISE_SAMPLING', 'OTEL_TRACES_SAMPLER', 'OTEL_SAMPLING_RATIO'];

// They are stronger than the variables without a signal, and would send that signal elsewhere.
const SIGNAL_DESTINATION = /^OTEL_EXPORTER_OTLP_(?:TRACES|METRICS|LOGS)_(?:ENDPOINT|PROTOCOL)$/;

const EXPORT_DELAY = '200';
const METRIC_INTERVAL = '1000';

/**
 * The environment of a program under `spanwise dev`: the preload, its telemetry to the receiver at `url`, soon, and all
 * of it. Where the telemetry goes is ours; delays and sampling are the user's when set.
 */
export function toDevEnvironment(env: NodeJS.ProcessEnv, url: string, preload: string): NodeJS.ProcessEnv {
  const isSet = (name: string): boolean => Boolean(env[name]?.trim());
  const defaults: NodeJS.ProcessEnv = {
    OTEL_BSP_SCHEDULE_DELAY: EXPORT_DELAY,
    OTEL_BLRP_SCHEDULE_DELAY: EXPORT_DELAY,
  };
  // The timeout must not be longer than the interval, so one of the user's stands for both.
  if (!isSet('OTEL_METRIC_EXPORT_INTERVAL') && !isSet('OTEL_METRIC_EXPORT_TIMEOUT')) {
    defaults.OTEL_METRIC_EXPORT_INTERVAL = METRIC_INTERVAL;
    defaults.OTEL_METRIC_EXPORT_TIMEOUT = METRIC_INTERVAL;
  }
  if (!SAMPLING.some(isSet)) defaults.OTEL_TRACES_SAMPLER = 'always_on';

  const kept = Object.entries(env).filter(([name]) => !SIGNAL_DESTINATION.test(name));
  const missing = Object.entries(defaults).filter(([name]) => !isSet(name));
  return {
    ...Object.fromEntries([...kept, ...missing]),
    NODE_OPTIONS: withPreload(env.NODE_OPTIONS, preload),
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  };
}

/** Why nothing may have arrived, from what the user's environment says; undefined when it does not tell. */
export function reasonForSilence(env: NodeJS.ProcessEnv): string | undefined {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return 'OTEL_SDK_DISABLED is true';
  if (env.OTEL_CONFIG_FILE) return 'OTEL_CONFIG_FILE is set, and its exporters decide where telemetry goes';
  const exporter = env.OTEL_TRACES_EXPORTER;
  if (exporter && !/\botlp\b/.test(exporter)) return `OTEL_TRACES_EXPORTER is ${exporter}`;
  return undefined;
}
