import type { IncomingMessage } from 'node:http';

/** What can be set of the instrumentations of http and undici. */
export interface HttpOptions {
  /** Methods that keep their name: `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`. */
  readonly knownMethods: readonly string[];
  /** Keys of queries whose values are not recorded. */
  readonly sensitiveQueryKeys: readonly string[];
  /** Names of headers that are recorded, in lower case. */
  readonly capturedHeaders: {
    readonly serverRequest: readonly string[];
    readonly serverResponse: readonly string[];
    readonly clientRequest: readonly string[];
    readonly clientResponse: readonly string[];
  };
  /** True for a request to our server that gets no telemetry. */
  readonly isIgnored?: ((request: IncomingMessage) => boolean) | undefined;
}

/**
 * @param patterns paths, as `/health`, or the beginning of paths, as `/internal/*`
 * @returns whether the target of a request, with its query, is one of these
 */
export function pathFilter(patterns: readonly string[]): (target: string) => boolean {
  const paths = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (target) => {
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    return paths.has(path) || prefixes.some((prefix) => path.startsWith(prefix));
  };
}
