import type { MeterProvider } from '@opentelemetry/api';

/** Requests with one method and scheme that are being answered now. */
export interface ActiveRequests {
  readonly method: string;
  readonly scheme: string;
  count: number;
}

/**
 * Makes `http.server.active_requests`, which is read when metrics are collected.
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserveractive_requests
 *
 * @returns what finds the count of a method and a scheme, to be changed by the caller
 */
export function activeRequests(
  meterProvider: MeterProvider,
  scope: { name: string; version: string },
): (method: string, scheme: string) => ActiveRequests {
  const counts: ActiveRequests[] = [];
  meterProvider
    .getMeter(scope.name, scope.version)
    .createObservableUpDownCounter('http.server.active_requests', {
      description: 'Number of active HTTP server requests.',
      unit: '{request}',
    })
    .addCallback((result) => {
      for (const { method, scheme, count } of counts) {
        result.observe(count, { 'http.request.method': method, 'url.scheme': scheme });
      }
    });
  return (method, scheme) => {
    for (let index = 0; index < counts.length; index++) {
      const active = counts[index]!;
      if (active.method === method && active.scheme === scheme) return active;
    }
    const active = { method, scheme, count: 0 };
    counts.push(active);
    return active;
  };
}
