import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Settings } from '@spanwise/settings';
import { correlationPropagator } from './correlation.ts';
import type { CostWatch } from './cost-watch.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import { createPropagators } from './propagators.ts';
import { redactPropagated } from './redact-propagated.ts';

/**
 * The propagators that `OTEL_PROPAGATORS` names as one propagator of upstream's, null for `none`.
 *
 * @param costs keeps owners inside, when costs are kept
 * @param redaction takes out of baggage what must not leave
 */
export function createUpstreamPropagator(
  settings: Settings,
  costs?: CostWatch,
  redaction?: LazyRedaction,
): TextMapPropagator | null {
  const propagators = createPropagators(settings.get('OTEL_PROPAGATORS'), {
    tracecontext: new W3CTraceContextPropagator(),
    baggage: costs === undefined ? new W3CBaggagePropagator() : costs.around(new W3CBaggagePropagator()),
    withoutBaggage: costs?.withoutBaggage,
    correlation: correlationPropagator(settings),
  });
  const [first] = propagators;
  if (first === undefined) return null;
  return redactPropagated(propagators.length > 1 ? new CompositePropagator({ propagators }) : first, redaction);
}
