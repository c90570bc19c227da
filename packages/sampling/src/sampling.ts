import type { Meter } from '@opentelemetry/api';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type Count, createCounts, observeCounts } from './counts.ts';
import { type Exit, exitInto } from './exit.ts';
import { createKeeper, type Keeper, type KeeperOptions } from './keeper.ts';
import { createPolicy, type PolicyOptions } from './policy.ts';
import type { Rule } from './rule.ts';
import { createRuleSampler, type RuleSamplerOptions } from './sampler.ts';

export interface SamplingOptions extends PolicyOptions, RuleSamplerOptions {}

/** The rules at work: a sampler for the start of traces, and a keeper for their end. */
export interface Sampling {
  readonly sampler: Sampler;
  /** Whether some rule is about the end of traces, so that it needs the keeper. */
  readonly needsKeeper: boolean;
  /**
   * Makes the span processor that takes the place of `processor` and gives it the spans that are kept. Without it the
   * sampler decides alone, and rules about the end of a trace match nothing. One a process.
   */
  keepInto(processor: SpanProcessor, options?: KeeperOptions): Keeper;
  /** The same for an exit of another kind. */
  keep(exit: Exit, options?: KeeperOptions): Keeper;
  /** How many traces each rule has kept and dropped. */
  counts(): Count[];
  /** Publishes the counts as metrics. */
  observe(meter: Meter): void;
}

/**
 * Samples by rules.
 *
 * @throws TypeError for a comparison in a rule that is none; `readRules` finds all that is wrong in a file, by line
 */
export function createSampling(rules: readonly Rule[], options: SamplingOptions = {}): Sampling {
  const policy = createPolicy(rules, options);
  const counts = createCounts();
  const sampler = createRuleSampler(policy, counts, options);
  let keeper: Keeper | undefined;

  function keep(exit: Exit, keeperOptions?: KeeperOptions): Keeper {
    keeper = createKeeper(policy, sampler, counts, exit, keeperOptions);
    return keeper;
  }

  return {
    sampler: sampler.sampler,
    needsKeeper: policy.needs.end,
    keep,
    keepInto: (processor, keeperOptions) => keep(exitInto(processor), keeperOptions),
    counts: counts.list,
    observe: (meter) => observeCounts(counts, () => keeper?.bytes() ?? 0, meter),
  };
}
