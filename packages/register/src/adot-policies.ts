import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { createCostSampler } from '@spanwise/cost';
import type { AdotConfiguration } from './adot-exporters.ts';
import type { CostWatch } from './cost-watch.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import { redactPropagated } from './redact-propagated.ts';
import type { TraceSampling } from './sampler.ts';

// SamplingDecision of the SDK, which is a TypeScript enum.
const NOT_RECORD = 0;
const RECORD = 1;

/**
 * Puts our sampling in the place of ADOT's, what watches for costs in front of its processors and propagators, and
 * what redacts baggage in front of its propagators.
 */
export function withPolicies(
  configuration: AdotConfiguration,
  sampling: TraceSampling | undefined,
  costs: CostWatch | undefined,
  redaction: LazyRedaction | undefined,
): AdotConfiguration {
  const { sampler: given, spanProcessors = [], textMapPropagator: propagator } = configuration;
  const sampler = sampling === undefined || given === undefined ? given : inPlaceOf(given, sampling.sampler);
  // Costs need the baggage that the propagators within have read, and change what they are going to write.
  const around = propagator && costs ? costs.around(propagator) : propagator;
  const textMapPropagator = around && redactPropagated(around, redaction);
  if (costs === undefined) return { ...configuration, sampler, textMapPropagator };
  return {
    ...configuration,
    sampler: sampler && createCostSampler({ sampler, record: costs.record }),
    spanProcessors: [costs.processor, ...spanProcessors],
    textMapPropagator,
  };
}

/** Application Signals measures all spans, so its sampler has those recorded that are not sampled. */
function inPlaceOf(given: Sampler, sampler: Sampler): Sampler {
  if (given.constructor.name !== 'AlwaysRecordSampler') return sampler;
  return {
    shouldSample(...args): SamplingResult {
      const result = sampler.shouldSample(...args);
      return result.decision === NOT_RECORD ? { ...result, decision: RECORD } : result;
    },
    toString: () => `AlwaysRecordSampler{${sampler}}`,
  };
}
