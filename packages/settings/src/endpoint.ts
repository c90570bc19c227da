import type { Settings } from './read.ts';
import type { SettingName } from './table.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Where and how one signal is sent, by the `OTEL_EXPORTER_OTLP_*` variables. */
export interface OtlpSettings {
  protocol: 'http/protobuf' | 'http/json' | 'grpc';
  /** HTTP: the url to post to, `http://localhost:4318/v1/traces`. gRPC: `http://host:port`, `https://…` or `host:port`. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The time of one request; the largest timer of Node.js stands for no limit. */
  timeoutMillis: number;
  compression: 'none' | 'gzip';
  /** Paths of PEM files. */
  certificate?: string;
  clientKey?: string;
  clientCertificate?: string;
  /** Whether the connection is plain text; what counts for a gRPC url without scheme. */
  insecure: boolean;
}

/** The endpoint that applies to a signal. */
export interface Endpoint {
  /** The variable that it comes from; undefined for the default. */
  name: SettingName | undefined;
  url: string;
  /** Whether the url's scheme is http; undefined for a gRPC target without scheme. */
  isPlain: boolean | undefined;
}

/**
 * Puts together what the variables say about one signal: those of the signal win over the general ones, and headers of
 * both are sent.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpSettings(settings: Settings, signal: Signal): OtlpSettings {
  const prefix = prefixOf(signal);
  const protocol = settings.get(`${prefix}_PROTOCOL`);
  const { url, isPlain } = endpointOf(settings, signal);
  return {
    protocol,
    url,
    headers: { ...settings.get('OTEL_EXPORTER_OTLP_HEADERS'), ...settings.get(`${prefix}_HEADERS`) },
    timeoutMillis: settings.get(`${prefix}_TIMEOUT`),
    compression: settings.get(`${prefix}_COMPRESSION`),
    certificate: settings.get(`${prefix}_CERTIFICATE`),
    clientKey: settings.get(`${prefix}_CLIENT_KEY`),
    clientCertificate: settings.get(`${prefix}_CLIENT_CERTIFICATE`),
    insecure: isPlain ?? settings.get(`${prefix}_INSECURE`),
  };
}

/** Finds the endpoint of a signal. Over HTTP an endpoint without scheme does not count. */
export function endpointOf(settings: Settings, signal: Signal): Endpoint {
  const prefix = prefixOf(signal);
  const isGrpc = settings.get(`${prefix}_PROTOCOL`) === 'grpc';
  for (const name of [`${prefix}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const) {
    const text = settings.isSet(name) ? settings.get(name) : undefined;
    if (text === undefined) continue;
    if (hasScheme(text)) {
      const url = new URL(text);
      const isPlain = url.protocol === 'http:';
      if (isGrpc) return { name, url: `${url.protocol}//${url.host}`, isPlain };
      if (name === 'OTEL_EXPORTER_OTLP_ENDPOINT') url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
      return { name, url: url.href, isPlain };
    }
    if (isGrpc) return { name, url: text, isPlain: undefined };
  }
  const url = isGrpc ? 'http://localhost:4317' : `http://localhost:4318/v1/${signal}`;
  return { name: undefined, url, isPlain: true };
}

export function hasScheme(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

export function prefixOf<S extends Signal>(signal: S): `OTEL_EXPORTER_OTLP_${Uppercase<S>}` {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as Uppercase<S>}`;
}
