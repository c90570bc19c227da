import { type Context, type SpanContext, trace } from '@opentelemetry/api';
import type { Keeper } from './keeper.ts';
import { SAMPLED } from './origin.ts';

/** What is used of a log record of an SDK. */
interface LogRecord {
  readonly severityNumber?: number;
  readonly spanContext?: SpanContext;
}

/** What is used of a log record processor of an SDK. */
interface LogRecordProcessor<R> {
  onEmit(record: R, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

// SeverityNumber.WARN of the API, which is a TypeScript enum.
const WARN = 13;

/**
 * Lets log records follow the decision about their trace: those of traces that are kept go on to `next`, and wait as
 * long as the trace does. Warnings, errors and records of no trace always go on.
 *
 * @param keeper of the traces; without one the sampled flag decides
 */
export function sampleLogs<R extends LogRecord>(
  next: LogRecordProcessor<R>,
  keeper?: Pick<Keeper, 'decisionOn'>,
): LogRecordProcessor<R> {
  function onEmit(record: R, context?: Context): void {
    const { severityNumber = 0, spanContext } = record;
    if (severityNumber >= WARN || spanContext === undefined || !trace.isSpanContextValid(spanContext)) {
      next.onEmit(record, context);
      return;
    }
    const span = context && trace.getSpan(context);
    const decision = span && keeper?.decisionOn(span, (isKept) => isKept && next.onEmit(record, context));
    const isKept = decision === undefined ? (spanContext.traceFlags & SAMPLED) !== 0 : decision === 'kept';
    if (isKept) next.onEmit(record, context);
  }

  return { onEmit, forceFlush: () => next.forceFlush(), shutdown: () => next.shutdown() };
}
