import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Settings } from '@spanwise/settings';
import { correlationPropagator } from './correlation.ts';
import type { CostWatch } from './cost-watch.ts';
import { createPropagators } from './propagators.ts';

/**
 * The propagators that `OTEL_PROPAGATORS` names as one propagator of upstream's, null for `none`.
 *
 * @param costs keeps owners inside, when costs are kept
 */
export function createUpstreamPropagator(settings: Settings, costs?: CostWatch): TextMapPropagator | null {
  const propagators = createPropagators(settings.get('OTEL_PROPAGATORS'), {
    tracecontext: new W3CTraceContextPropagator(),
    baggage: costs === undefined ? new W3CBaggagePropagator() : costs.around(new W3CBaggagePropagator()),
    withoutBaggage: costs?.withoutBaggage,
    correlation: correlationPropagator(settings),
  });
  return propagators.length > 1 ? new CompositePropagator({ propagators }) : (propagators[0] ?? null);
}
