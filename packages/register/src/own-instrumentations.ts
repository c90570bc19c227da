import {
  createExpressInstrumentation,
  createFastifyInstrumentation,
  createHttpInstrumentation,
  createUndiciInstrumentation,
  type HttpOptions,
  type LazyInstrumentation,
  pathFilter,
  type TableRow,
  type Telemetry,
} from '@spanwise/instrumentation';
import type { Settings } from '@spanwise/settings';
import type { LazyRedaction } from './lazy-redaction.ts';
import { telemetryParts } from './lazy-telemetry.ts';
import { isScrape } from './scrape.ts';

/** What makes an instrumentation of our own, and when, where that is not as with upstream's. */
type Own = Pick<LazyInstrumentation, 'make'> & Partial<Pick<TableRow, 'modules' | 'start'>>;

/** The instrumentations of our own, by their names in the table: they take the place of upstream's. */
export function ownInstrumentations(
  settings: Settings,
  telemetry: Telemetry,
  redaction?: LazyRedaction,
): Readonly<Record<string, Own>> {
  const own: Record<string, Own> = {
    http: {
      make: () =>
        createHttpInstrumentation(
          () =>
            telemetryParts().httpServer(telemetry, {
              ...httpOptions(settings),
              observer: serverObserver(settings, redaction),
            }),
          () => telemetryParts().httpClient(telemetry, httpOptions(settings)),
        ),
    },
    'runtime-node': { make: () => telemetryParts().createRuntimeInstrumentation(telemetry) },
    undici: {
      make: () => createUndiciInstrumentation(() => telemetryParts().undiciClient(telemetry, httpOptions(settings))),
    },
    // It only listens to a channel, on which a fastify in a bundle publishes too.
    fastify: { make: createFastifyInstrumentation, modules: {}, start: 'start' },
  };
  // Spans of its layers are what upstream's makes.
  if (settings.get('SPANWISE_EXPRESS_SPANS') === 'none') {
    own.express = { make: createExpressInstrumentation, modules: { express: '>=4 <6', router: '>=2 <3' } };
  }
  return own;
}

function httpOptions(settings: Settings): HttpOptions {
  const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());
  return {
    knownMethods: settings.get('OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'),
    capturedHeaders: {
      serverRequest: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS')),
      serverResponse: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS')),
      clientRequest: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS')),
      clientResponse: lower(settings.get('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS')),
    },
    isIgnored: ignoredRequests(settings),
  };
}

/** Loaded only when something asks for it. */
function serverObserver(settings: Settings, redaction: LazyRedaction | undefined): HttpOptions['observer'] {
  const hasHeaders = settings.get('SPANWISE_TRACE_RESPONSE_HEADER').some((name) => name !== 'none');
  if (!hasHeaders && !settings.get('SPANWISE_ACCESS_LOG')) return undefined;
  return (require('./logging.cjs') as typeof import('./logging.ts')).createServerObserver(settings, redaction);
}

/** Undefined when none are: it is asked for each request. */
function ignoredRequests(settings: Settings): HttpOptions['isIgnored'] {
  const paths = settings.get('SPANWISE_HTTP_IGNORE_PATHS');
  const hasEndpoint = settings.get('OTEL_METRICS_EXPORTER').includes('prometheus');
  if (paths.length === 0 && !hasEndpoint) return undefined;
  const isIgnoredPath = pathFilter(paths);
  return (request) => isIgnoredPath(request.url!) || (hasEndpoint && isScrape(settings, request));
}
