import { propagation, type TextMapPropagator } from '@opentelemetry/api';
import type { LazyRedaction } from './lazy-redaction.ts';

/** Redacts baggage before it leaves, whatever headers it is in. */
export function redactPropagated(
  propagator: TextMapPropagator,
  redaction: LazyRedaction | undefined,
): TextMapPropagator {
  if (redaction === undefined) return propagator;
  return {
    inject(context, carrier, setter) {
      const hasBaggage = propagation.getBaggage(context) !== undefined;
      propagator.inject(hasBaggage ? redaction().baggage(context) : context, carrier, setter);
    },
    extract: (context, carrier, getter) => propagator.extract(context, carrier, getter),
    fields: () => propagator.fields(),
  };
}
