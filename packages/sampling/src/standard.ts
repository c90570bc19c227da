import { trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import {
  type ComposableSampler,
  composableAlwaysOff,
  composableAlwaysOn,
  composableParentThreshold,
  composableProbability,
  createCompositeSampler,
} from './composable.ts';
import { originOf } from './origin.ts';

/** The names of `OTEL_TRACES_SAMPLER` that need nobody else. */
export type StandardSampler =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/**
 * The sampler that `OTEL_TRACES_SAMPLER` names; each writes `ot=th` for what it keeps.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 *
 * @param ratio for the two of `traceidratio`, 0 to 1
 */
export function createStandardSampler(name: StandardSampler, ratio: number): Sampler {
  const isParentBased = name.startsWith('parentbased_');
  const root = rootOf(isParentBased ? name.slice('parentbased_'.length) : name, ratio);
  return createCompositeSampler(isParentBased ? composableParentThreshold(root) : root);
}

function rootOf(name: string, ratio: number): ComposableSampler {
  if (name === 'traceidratio') return composableProbability(ratio);
  return name === 'always_off' ? composableAlwaysOff() : composableAlwaysOn();
}

/** Follows the caller's decision, and asks any sampler of an SDK where a trace begins. */
export function createParentBasedSampler(root: Sampler): Sampler {
  const followCaller = createCompositeSampler(composableParentThreshold(composableAlwaysOff()));
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const { caller } = originOf(traceId, trace.getSpanContext(context));
      const sampler = caller === 'none' ? root : followCaller;
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `ParentBased{${root}}`,
  };
}
