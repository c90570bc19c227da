/** What one export request carries. The spelling is that of OTLP's paths, `/v1/traces`. */
export type Signal = 'traces' | 'metrics' | 'logs';

export const signals: readonly Signal[] = ['traces', 'metrics', 'logs'];

/** Where one signal's requests go, as the `OTEL_EXPORTER_OTLP_*` variables describe it. */
export interface Destination {
  protocol: 'http/protobuf' | 'http/json' | 'grpc';
  /** The full url for HTTP, path included; for gRPC `http://host:port`, `https://host:port` or `host:port`. */
  url: string;
  /** Request headers, for gRPC metadata. */
  headers: Record<string, string>;
  /** How long one request may take, connecting included. */
  timeoutMillis: number;
  compression: 'none' | 'gzip';
  /** PEM text: the certificates to trust, and the client's own certificate and key. */
  tls?: { ca?: string; cert?: string; key?: string };
  /** For a gRPC url without a scheme: true means plain text, anything else TLS. */
  insecure?: boolean;
}

/**
 * Reads a destination's url; a gRPC one without scheme gets its scheme from `insecure`.
 * @throws TypeError when it is no http or https url; the message masks credentials.
 */
export function toUrl({ url: text, protocol, insecure }: Destination): URL {
  const bare = protocol === 'grpc' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(bare ? `${insecure ? 'http' : 'https'}://${text}` : text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const shown = text.replace(/\/\/[^/]*@/, '//***@');
    throw new TypeError(`OTLP endpoint: got '${shown}', expected a url such as http://localhost:4318`);
  }
  return url;
}

/** Scheme, host and port: what messages may show, since it holds neither credentials nor a query. */
export function shownOrigin(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

/** A text without its percent-encoding; as it is when that is none: a password may hold a `%` of its own. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
