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
      return {};
  }
}
