import { type Context, diag, type TextMapGetter, type TextMapPropagator, type TextMapSetter } from '@opentelemetry/api';
import { SlotContext } from './context.ts';

/**
 * Several propagators as one: each injects, and each extracts from what the one before it found. One that throws is
 * reported and left out of that request.
 */
export function compositePropagator(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const fields = [...new Set(propagators.flatMap((propagator) => propagator.fields()))];
  return {
    inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
      for (const propagator of propagators) {
        try {
          propagator.inject(context, carrier, setter);
        } catch (error) {
          diag.warn(`Propagator of ${propagator.fields().join(', ')} failed to inject:`, error);
        }
      }
    },
    extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
      let result = SlotContext.adopt(context);
      for (const propagator of propagators) {
        try {
          result = propagator.extract(result, carrier, getter);
        } catch (error) {
          diag.warn(`Propagator of ${propagator.fields().join(', ')} failed to extract:`, error);
        }
      }
      return result;
    },
    fields: () => fields.slice(),
  };
}
