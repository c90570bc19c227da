import type { Span } from '@opentelemetry/api';

/** Spans of our own engine have their times as plain fields: milliseconds of `performance.now()`. */
interface Timed {
  readonly startMillis?: number;
  readonly endMillis?: number;
}

// Found once: to look for a global takes longer than to read a clock.
const { performance: clock } = globalThis;

/** When a request began, by its span: to read the clock once more for the metric would cost 50 ns. */
export function startOf(span: Span): number {
  return (span as Timed).startMillis ?? clock.now();
}

/**
 * Ends the span of a request.
 *
 * @returns how many milliseconds the request took
 */
export function endSpan(span: Span, startMillis: number): number {
  // One that the program has ended tells nothing about the request.
  const isOpen = span.isRecording();
  span.end();
  return ((isOpen && (span as Timed).endMillis) || clock.now()) - startMillis;
}
