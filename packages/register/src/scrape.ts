import type { IncomingMessage } from 'node:http';
import type { Settings } from '@spanwise/settings';

/** True for a scrape of our own endpoint, which is no request to the program. */
export function isScrape(settings: Settings, request: IncomingMessage): boolean {
  return (
    settings.get('OTEL_METRICS_EXPORTER').includes('prometheus') &&
    request.socket.localPort === settings.get('OTEL_EXPORTER_PROMETHEUS_PORT') &&
    request.url === '/metrics'
  );
}
