import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';

// Loaded when named: most programs use W3C only.
const factories: Record<string, () => TextMapPropagator> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => b3('SINGLE_HEADER'),
  b3multi: () => b3('MULTI_HEADER'),
  jaeger: () => new (require('@opentelemetry/propagator-jaeger').JaegerPropagator)(),
  ottrace: () => new (require('@opentelemetry/propagator-ot-trace').OTTracePropagator)(),
  xray: () => new (require('@opentelemetry/propagator-aws-xray').AWSXRayPropagator)(),
};

function b3(encoding: 'SINGLE_HEADER' | 'MULTI_HEADER'): TextMapPropagator {
  const { B3InjectEncoding, B3Propagator } = require('@opentelemetry/propagator-b3');
  return new B3Propagator({ injectEncoding: B3InjectEncoding[encoding] });
}

/**
 * The propagators that `OTEL_PROPAGATORS` names.
 *
 * @param names already validated; unknown ones are left out
 * @param own takes the place of upstream's, for an engine that has its own
 * @returns none for `none`
 */
export function createPropagators(
  names: readonly string[],
  own: Readonly<Record<string, TextMapPropagator>> = {},
): TextMapPropagator[] {
  if (names.includes('none')) return [];
  return [...new Set(names)].map((name) => own[name] ?? factories[name]?.()).filter((made) => made !== undefined);
}

/** The same as one propagator of upstream's, null for `none`. */
export function createPropagator(names: readonly string[]): TextMapPropagator | null {
  const propagators = createPropagators(names);
  return propagators.length > 1 ? new CompositePropagator({ propagators }) : (propagators[0] ?? null);
}
