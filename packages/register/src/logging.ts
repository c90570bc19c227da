import type { HttpOptions } from '@spanwise/instrumentation';
import { createAccessLog, createResponseHeaders, logSettingsOf } from '@spanwise/logging/preload';
import { readSettings, resourceAttributes, type Settings } from '@spanwise/settings';

export { addRequestFields, captureConsole, createCorrelationPropagator } from '@spanwise/logging/preload';

/** What answers of servers say of their trace, and the access log, as far as the settings ask for them. */
export function createServerObserver(settings: Settings): HttpOptions['observer'] {
  const headers = settings.get('SPANWISE_TRACE_RESPONSE_HEADER').filter((name) => name !== 'none');
  const name = headers.length > 0 ? createResponseHeaders(headers) : undefined;
  // Other loggers mean something else by names without a prefix, so they are not read before.
  const access = settings.get('SPANWISE_ACCESS_LOG')
    ? createAccessLog(
        logSettingsOf(readSettings(process.env, ['LOG_FORMAT', 'LOG_FILE'])),
        resourceAttributes(settings),
        (require('./redaction.cjs') as typeof import('./redaction.ts')).processRedactor(settings),
      )
    : undefined;
  return {
    begin(response, context) {
      name?.(response, context);
      access?.begin(response);
    },
    end: access?.end,
  };
}
