import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { createCostSampler } from '@spanwise/cost';
import type { AdotConfiguration } from './adot-exporters.ts';
import type { CostWatch } from './cost-watch.ts';
import type { TraceSampling } from './sampler.ts';

// SamplingDecision of the SDK, which is a TypeScript enum.
const NOT_RECORD = 0;
const RECORD = 1;

/** Puts our sampling in the place of ADOT's, and what watches for costs in front of its processors and propagators. */
export function withPolicies(
  configuration: AdotConfiguration,
  sampling: TraceSampling | undefined,
  costs: CostWatch | undefined,
): AdotConfiguration {
  const { sampler: given, spanProcessors = [], textMapPropagator: propagator } = configuration;
  const sampler = sampling === undefined || given === undefined ? given : inPlaceOf(given, sampling.sampler);
  if (costs === undefined) return { ...configuration, sampler };
  return {
    ...configuration,
    sampler: sampler && createCostSampler({ sampler, record: costs.record }),
    spanProcessors: [costs.processor, ...spanProcessors],
    // It needs the baggage that the propagators within have read, and changes what they are going to write.
    textMapPropagator: propagator && costs.around(propagator),
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
