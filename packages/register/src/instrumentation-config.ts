import type { IncomingMessage } from 'node:http';
import type { Settings } from '@spanwise/settings';
import { isScrape } from './scrape.ts';

/** The options of an instrumentation, as its constructor takes them. */
export function instrumentationConfig(name: string, settings: Settings): object {
  switch (name) {
    case 'http':
      return { ignoreIncomingRequestHook: (request: IncomingMessage) => isScrape(settings, request) };
    case 'fastify':
      // Set but empty, it makes the constructor throw.
      if (process.env.OTEL_FASTIFY_IGNORE_PATHS === '') delete process.env.OTEL_FASTIFY_IGNORE_PATHS;
      return { registerOnInitialization: true };
    case 'bunyan':
    case 'pino':
    case 'winston':
      return { logHook: hookOf(settings) };
    default:
      // All instrumentations of databases that can, have it by this name.
      return settings.get('SPANWISE_DB_QUERY_TEXT') === 'values' ? { enhancedDatabaseReporting: true } : {};
  }
}

/** Adds what is known of a request to the lines that the program writes, where upstream adds the ids of its span. */
function hookOf(settings: Settings): (span: unknown, fields: Record<string, unknown>) => void {
  const baggage = settings.get('SPANWISE_LOG_BAGGAGE');
  return (_span, fields) => {
    (require('./logging.cjs') as typeof import('./logging.ts')).addRequestFields(fields, baggage);
  };
}
