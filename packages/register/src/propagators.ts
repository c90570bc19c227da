import type { TextMapPropagator } from '@opentelemetry/api';

/** Those of W3C, which each engine has of its own, and one for what settings of ours add. */
export interface GivenPropagators {
  readonly tracecontext: TextMapPropagator;
  readonly baggage: TextMapPropagator;
  /** Takes the place of `baggage` when that is not named. */
  readonly withoutBaggage?: TextMapPropagator | undefined;
  readonly correlation?: TextMapPropagator | undefined;
}

// Loaded when named: most programs use W3C only.
const others: Record<string, () => TextMapPropagator> = {
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
 * @returns none for `none`
 */
export function createPropagators(names: readonly string[], given: GivenPropagators): TextMapPropagator[] {
  if (names.includes('none')) return [];
  const named = [...new Set(names)].map((name) =>
    name === 'tracecontext' || name === 'baggage' ? given[name] : others[name]?.(),
  );
  const unnamed = [names.includes('baggage') ? undefined : given.withoutBaggage, given.correlation];
  return [...named, ...unnamed].filter((made) => made !== undefined);
}
