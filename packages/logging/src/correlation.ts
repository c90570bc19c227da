import type { TextMapPropagator } from '@opentelemetry/api';
import { getCorrelationId, setCorrelationId } from '@spanwise/semconv';
import { isShort } from './request-context.ts';

/**
 * A propagator for the id by which callers name a request; one that is long or has other characters than visible ASCII is
 * not taken over.
 *
 * @param header such as `x-trace-id`
 */
export function createCorrelationPropagator(header: string): TextMapPropagator {
  const name = header.toLowerCase();
  return {
    inject(context, carrier, setter) {
      const id = getCorrelationId(context);
      if (id !== undefined) setter.set(carrier, name, id);
    },
    extract(context, carrier, getter) {
      const given = getter.get(carrier, name);
      const id = Array.isArray(given) ? given[0] : given;
      return typeof id === 'string' && isShort(id) ? setCorrelationId(context, id) : context;
    },
    fields: () => [name],
  };
}
