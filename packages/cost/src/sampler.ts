import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';

// SamplingDecision of the SDK, which is a TypeScript enum.
const NOT_RECORD = 0;
const RECORD = 1;
const CLIENT = 2;
const SERVER = 1;

export interface CostSamplerOptions {
  /** The sampler that decides what is exported, and still does. */
  sampler: Sampler;
  /**
   * Which spans are recorded though they are not exported: `models`, those with attributes `gen_ai.*` at their start;
   * `calls`, also those of servers and clients, for owners of peers, prices of calls and owners in baggage.
   */
  record: 'models' | 'calls';
}

/**
 * A sampler that has what costs money recorded, and metered by the processor, also where it is not sampled. Nothing more
 * is exported.
 */
export function createCostSampler({ sampler, record }: CostSamplerOptions): Sampler {
  return {
    shouldSample(
      context: Context,
      traceId: string,
      name: string,
      kind: SpanKind,
      attributes: Attributes,
      links: Link[],
    ): SamplingResult {
      const result = sampler.shouldSample(context, traceId, name, kind, attributes, links);
      if (result.decision !== NOT_RECORD) return result;
      const isCall = record === 'calls' && (kind === CLIENT || kind === SERVER);
      return isCall || isOfModel(attributes) ? { ...result, decision: RECORD } : result;
    },
    toString: () => `CostSampler{${sampler.toString()}}`,
  };
}

function isOfModel(attributes: Attributes): boolean {
  for (const key in attributes) if (key.startsWith('gen_ai.')) return true;
  return false;
}
