import {
  createExpressInstrumentation,
  createFastifyInstrumentation,
  createHttpInstrumentation,
  createUndiciInstrumentation,
  type HttpOptions,
  type Instrumentation,
  pathFilter,
  type Telemetry,
} from '@spanwise/instrumentation';
import type { Settings } from '@spanwise/settings';
import { enabledInstrumentations } from './enabled.ts';
import { isScrape } from './scrape.ts';

/** The instrumentations of our own that are enabled, in the place of upstream's of the same name. */
export function createHotPaths(settings: Settings, telemetry: Telemetry): Instrumentation[] {
  const options = httpOptions(settings);
  const isEnabled = enabledInstrumentations(settings);
  const all = [
    createHttpInstrumentation(telemetry, options),
    createUndiciInstrumentation(telemetry, options),
    createFastifyInstrumentation(),
  ];
  // Spans of its layers are what upstream's makes.
  if (settings.get('SPANWISE_EXPRESS_SPANS') === 'none') all.push(createExpressInstrumentation());
  return all.filter(({ name }) => isEnabled(name));
}

function httpOptions(settings: Settings): HttpOptions {
  const isIgnoredPath = pathFilter(settings.get('SPANWISE_HTTP_IGNORE_PATHS'));
  const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());
  return {
    knownMethods: settings.get('OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'),
    sensitiveQueryKeys: settings.get('OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS'),
    capturedHeaders: {
      serverRequest: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS')),
      serverResponse: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS')),
      clientRequest: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS')),
      clientResponse: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS')),
    },
    isIgnored: (request) => isIgnoredPath(request.url!) || isScrape(settings, request),
  };
}
