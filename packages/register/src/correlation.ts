import type { TextMapPropagator } from '@opentelemetry/api';
import type { Settings } from '@spanwise/settings';
import { report } from './report.ts';

/** What reads and writes the header that `SPANWISE_CORRELATION_HEADER` names; undefined, and not loaded, without one. */
export function correlationPropagator(settings: Settings): TextMapPropagator | undefined {
  const header = settings.get('SPANWISE_CORRELATION_HEADER');
  if (header === undefined) return undefined;
  // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
  if (!/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(header)) {
    report(`SPANWISE_CORRELATION_HEADER: got '${header}', expected the name of a header such as x-trace-id; ignored`);
    return undefined;
  }
  return (require('./logging.cjs') as typeof import('./logging.ts')).createCorrelationPropagator(header);
}
