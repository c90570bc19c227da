import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@opentelemetry/api';

/** What can be set of the instrumentations of http and undici. */
export interface HttpOptions {
  /** Methods that keep their name: `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS`. */
  readonly knownMethods: readonly string[];
  /** Names of headers that are recorded, in lower case. */
  readonly capturedHeaders: {
    readonly serverRequest: readonly string[];
    readonly serverResponse: readonly string[];
    readonly clientRequest: readonly string[];
    readonly clientResponse: readonly string[];
  };
  /** True for a request to our server that gets no telemetry. */
  readonly isIgnored?: ((request: IncomingMessage) => boolean) | undefined;
  /** Is told of requests to our server. */
  readonly observer?: ServerObserver | undefined;
}

/** What is told of requests to our server, beside their spans. */
interface ServerObserver {
  /** Before the program gets the request. */
  begin(response: ServerResponse, context: Context): void;
  /** When the response is closed and the span has ended. */
  readonly end?: ((request: ServedRequest) => void) | undefined;
}

/** A request to our server that has ended. */
export interface ServedRequest {
  readonly response: ServerResponse;
  readonly context: Context;
  readonly method: string;
  readonly route: string | undefined;
  /** Undefined when nothing was answered. */
  readonly status: number | undefined;
  readonly millis: number;
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
