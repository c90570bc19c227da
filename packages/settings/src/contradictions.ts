import { endpointOf, hasScheme, otlpSettings, prefixOf, type Signal } from './endpoint.ts';
import type { Reading, Settings } from './read.ts';
import { type SettingName, settingsByName } from './table.ts';
import { maskUrl, quote, shorten } from './text.ts';

/**
 * Finds settings that are valid alone and do not fit together; a line each.
 *
 * @param names those that the environment has
 */
export function contradictions(reading: Reading, names: readonly SettingName[]): string[] {
  const { env, get, isSet } = reading;
  const lines: string[] = [];

  const interval = get('OTEL_METRIC_EXPORT_INTERVAL');
  if (isSet('OTEL_METRIC_EXPORT_TIMEOUT') && Number(env.OTEL_METRIC_EXPORT_TIMEOUT) > interval) {
    lines.push(
      `OTEL_METRIC_EXPORT_TIMEOUT: got ${quote(env.OTEL_METRIC_EXPORT_TIMEOUT!.trim())}, expected no more than OTEL_METRIC_EXPORT_INTERVAL; using ${interval}`,
    );
  }

  const enabled = get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const both = get('OTEL_NODE_DISABLED_INSTRUMENTATIONS').filter((name) => enabled.includes(name));
  if (both.length > 0) {
    lines.push(
      `OTEL_NODE_DISABLED_INSTRUMENTATIONS: ${both.join(', ')} also in OTEL_NODE_ENABLED_INSTRUMENTATIONS, expected in one of them; not loading`,
    );
  }

  lines.push(...samplingContradictions(reading, names), ...engineContradictions(reading, names));

  // Reading urls takes time that most environments need not spend.
  if (!names.some((name) => name.startsWith('OTEL_EXPORTER_OTLP_'))) return lines;
  const signals = (['traces', 'metrics', 'logs'] as const).filter((signal) => {
    const exporters = get(`OTEL_${upper(signal)}_EXPORTER`);
    return exporters.includes('otlp');
  });
  for (const signal of signals) lines.push(...endpointContradictions(reading, signal));
  const certificates = names.filter((name) => isSet(name) && /^OTEL_EXPORTER_OTLP_.*CERTIFICATE$/.test(name));
  if (
    signals.length > 0 &&
    certificates.length > 0 &&
    signals.every((signal) => otlpSettings(reading, signal).insecure)
  ) {
    for (const name of certificates) {
      lines.push(`${name}: has no effect, since no endpoint is https; write https:// to use TLS`);
    }
  }
  return lines;
}

/** What is valid and known, but not to the engine that runs. */
function* engineContradictions({ get, isSet }: Reading, names: readonly SettingName[]): Iterable<string> {
  const engine = get('SPANWISE_ENGINE');
  for (const name of names) {
    const { engines } = settingsByName.get(name)!;
    if (engines === undefined || engines.includes(engine) || !isSet(name)) continue;
    yield `${name}: has no effect under the engine ${engine}; set SPANWISE_ENGINE to ${engines.join(' or ')}`;
  }
}

/** Rules win over a profile, and either over the sampler. */
function* samplingContradictions({ env, isSet }: Reading, names: readonly SettingName[]): Iterable<string> {
  const rules = isSet('SPANWISE_SAMPLING_RULES');
  const profile = isSet('SPANWISE_SAMPLING');
  const first = rules ? 'SPANWISE_SAMPLING_RULES' : 'SPANWISE_SAMPLING';
  if (rules || profile) {
    const ratio = env.OTEL_SAMPLING_RATIO?.trim() ? 'OTEL_SAMPLING_RATIO' : undefined;
    for (const name of [names.includes('OTEL_TRACES_SAMPLER') ? 'OTEL_TRACES_SAMPLER' : undefined, ratio]) {
      if (name !== undefined) yield `${name}: has no effect beside ${first}; remove one of them`;
    }
  }
  for (const name of ['SPANWISE_KEEP_SLOW', 'SPANWISE_KEEP_CRITICAL', 'SPANWISE_KEEP_HEALTH_CHECKS'] as const) {
    if (!isSet(name) || (profile && !rules)) continue;
    yield rules
      ? `${name}: has no effect beside SPANWISE_SAMPLING_RULES; write it as a rule`
      : `${name}: has no effect without SPANWISE_SAMPLING; set it to production or staging`;
  }
}

function upper<S extends Signal>(signal: S): Uppercase<S> {
  return signal.toUpperCase() as Uppercase<S>;
}

function* endpointContradictions(settings: Settings, signal: Signal): Iterable<string> {
  const { get, isSet } = settings;
  const prefix = prefixOf(signal);
  const protocol = get(`${prefix}_PROTOCOL`);
  const isGrpc = protocol === 'grpc';
  const { name, url, isPlain } = endpointOf(settings, signal);

  if (!isGrpc) {
    for (const other of [`${prefix}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const) {
      const target = isSet(other) ? get(other) : undefined;
      if (target === undefined || hasScheme(target)) continue;
      yield `${other}: got ${quote(target)}, expected http:// or https:// before it for ${protocol}; ignored`;
    }
  }
  if (name === undefined || isPlain === undefined) return;

  const value = get(name) as string;
  const given = new URL(value);
  const got = quote(maskUrl(value));
  const isOwn = name !== 'OTEL_EXPORTER_OTLP_ENDPOINT';
  if (isGrpc && given.pathname !== '/') {
    yield `${name}: got ${got}, expected no path for grpc; using ${shorten(maskUrl(url))}`;
  } else if (!isGrpc && isOwn && given.pathname === '/') {
    yield `${name}: got ${got}, which is used as it is; add /v1/${signal} unless the collector listens on /`;
  }
  const suffix = /\/v1\/(traces|metrics|logs)\/*$/.exec(given.pathname);
  if (!isGrpc && !isOwn && suffix !== null) {
    const own = prefixOf(suffix[1] as Signal);
    yield `${name}: got ${got}, expected no /v1/${suffix[1]}, which is added; remove it, or set ${own}_ENDPOINT`;
  }
  if (!isGrpc && given.port === '4317') {
    yield `${name}: got ${got}, but 4317 is the port for grpc and the protocol is ${protocol}; use port 4318 or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc`;
  } else if (isGrpc && given.port === '4318') {
    yield `${name}: got ${got}, but 4318 is the port for http and the protocol is grpc; use port 4317 or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;
  }

  if (!isPlain && get(`${prefix}_INSECURE`)) {
    const insecure = isSet(`${prefix}_INSECURE`) ? `${prefix}_INSECURE` : 'OTEL_EXPORTER_OTLP_INSECURE';
    yield `${insecure}: has no effect on the https url in ${name}; remove it, or write http://`;
  }
}
