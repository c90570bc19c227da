import type { ServerResponse } from 'node:http';
import { type Context, trace } from '@opentelemetry/api';
import { getCorrelationId } from '@spanwise/semconv';

/**
 * Makes what names the trace in the headers of a response.
 *
 * @param names `x-trace-id`: the id that the caller gave, else that of the trace; `traceresponse`: that of the W3C,
 * https://w3c.github.io/trace-context/#traceresponse-header
 */
export function createResponseHeaders(names: readonly string[]): (response: ServerResponse, context: Context) => void {
  const hasId = names.includes('x-trace-id');
  const hasTraceResponse = names.includes('traceresponse');
  return (response, context) => {
    const span = trace.getSpanContext(context);
    if (span === undefined) return;
    if (hasId) response.setHeader('X-Trace-ID', getCorrelationId(context) ?? span.traceId);
    if (hasTraceResponse) {
      const flags = (span.traceFlags & 0xff).toString(16).padStart(2, '0');
      response.setHeader('traceresponse', `00-${span.traceId}-${span.spanId}-${flags}`);
    }
  };
}
