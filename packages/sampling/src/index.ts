export {
  type ComposableSampler,
  type CompositeOptions,
  composableAlwaysOff,
  composableAlwaysOn,
  composableAnnotating,
  composableParentThreshold,
  composableProbability,
  composableRules,
  createCompositeSampler,
  type Intent,
  type StartingSpan,
} from './composable.ts';
export type { Count, Reason } from './counts.ts';
export { type Change, type Exit, exitInto, exitIntoAll, type Held } from './exit.ts';
export type { Keeper, KeeperOptions } from './keeper.ts';
export { sampleLogs } from './log-sampler.ts';
export { type Profile, type ProfileOptions, parseSlowLimits, profileRules, type SlowLimits } from './profile.ts';
export { type Relief, watchEventLoop } from './relief.ts';
export { type RecordedSpan, type Replayed, replay } from './replay.ts';
export { type Action, type AttributeCondition, type Conditions, healthChecks, type Limit, type Rule } from './rule.ts';
export { createSampling, type Sampling, type SamplingOptions } from './sampling.ts';
export { createParentBasedSampler, createStandardSampler, type StandardSampler } from './standard.ts';
export { type TailPolicy, type TailSampling, toTailSampling } from './tail-sampling.ts';
export { adjustedCount, ratioOf, type Threshold, thresholdOf } from './threshold.ts';
