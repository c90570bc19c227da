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
    default:
      // All instrumentations of databases that can, have it by this name.
      return settings.get('SPANWISE_DB_QUERY_TEXT') === 'values' ? { enhancedDatabaseReporting: true } : {};
  }
}
