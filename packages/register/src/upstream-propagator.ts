import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createPropagators } from './propagators.ts';

/**
 * The propagators that `OTEL_PROPAGATORS` names as one propagator of upstream's, null for `none`.
 *
 * @param around makes another one of the one for baggage
 */
export function createUpstreamPropagator(
  names: readonly string[],
  around: (baggage: TextMapPropagator) => TextMapPropagator = (baggage) => baggage,
): TextMapPropagator | null {
  const propagators = createPropagators(names, {
    tracecontext: new W3CTraceContextPropagator(),
    baggage: around(new W3CBaggagePropagator()),
  });
  return propagators.length > 1 ? new CompositePropagator({ propagators }) : (propagators[0] ?? null);
}
