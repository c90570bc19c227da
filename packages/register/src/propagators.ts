import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';

// Loaded when named: most programs use W3C only.
const factories: Record<string, () => TextMapPropagator> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => b3('SINGLE_HEADER'),
  b3multi: () => b3('MULTI_HEADER'),
  xray: () => new (require('@opentelemetry/propagator-aws-xray').AWSXRayPropagator)(),
};

function b3(encoding: 'SINGLE_HEADER' | 'MULTI_HEADER'): TextMapPropagator {
  const { B3InjectEncoding, B3Propagator } = require('@opentelemetry/propagator-b3');
  return new B3Propagator({ injectEncoding: B3InjectEncoding[encoding] });
}

/**
 * Builds the propagator that `OTEL_PROPAGATORS` names.
 *
 * @param names already validated; unknown ones are left out
 * @returns null for `none`
 */
export function createPropagator(names: readonly string[]): TextMapPropagator | null {
  if (names.includes('none')) return null;
  const propagators = [...new Set(names)].map((name) => factories[name]?.()).filter((made) => made !== undefined);
  return propagators.length === 1 ? propagators[0]! : new CompositePropagator({ propagators });
}
