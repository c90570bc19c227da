import { type Attributes, type Context, type Link, type SpanKind, trace } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { explicitRandomness, type Origin, originOf } from './origin.ts';
import { KEEP_ALL, type Threshold, thresholdOf } from './threshold.ts';
import { withThreshold } from './trace-state.ts';

// SamplingDecision of the SDK, which is a TypeScript enum.
const DROP = 0;
const RECORD_AND_SAMPLED = 2;

/** What a sampler sees of a span that is about to start. */
export interface StartingSpan {
  readonly context: Context;
  readonly traceId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly origin: Origin;
}

/** What a composable sampler wants; the composite sampler around it decides. */
export interface Intent {
  /** Keeps the traces whose randomness is not below; undefined keeps none. */
  readonly threshold: Threshold | undefined;
  /** Whether the threshold says how many traces a kept one stands for. */
  readonly isReliable: boolean;
  readonly attributes?: Attributes;
}

/** https://opentelemetry.io/docs/specs/otel/trace/sdk/#composablesampler */
export interface ComposableSampler {
  intent(span: StartingSpan): Intent;
  toString(): string;
}

const NONE: Intent = { threshold: undefined, isReliable: false };

/** Keeps every trace. */
export function composableAlwaysOn(): ComposableSampler {
  const intent: Intent = { threshold: KEEP_ALL, isReliable: true };
  return { intent: () => intent, toString: () => 'ComposableAlwaysOn' };
}

/** Keeps none. */
export function composableAlwaysOff(): ComposableSampler {
  return { intent: () => NONE, toString: () => 'ComposableAlwaysOff' };
}

/** Keeps this part of the traces, 2^-56 to 1, and the same ones as every consistent sampler of that ratio; 0 keeps none. */
export function composableProbability(ratio: number): ComposableSampler {
  const threshold = thresholdOf(ratio);
  const intent: Intent = threshold === undefined ? NONE : { threshold, isReliable: true };
  return { intent: () => intent, toString: () => `ComposableProbability{${ratio}}` };
}

/** Follows the caller's threshold or, without one, its sampled flag; asks `root` where a trace begins. */
export function composableParentThreshold(root: ComposableSampler): ComposableSampler {
  return {
    intent(span) {
      const { caller, threshold } = span.origin;
      if (caller === 'none') return root.intent(span);
      if (threshold !== undefined) return { threshold, isReliable: true };
      return caller === 'sampled' ? { threshold: KEEP_ALL, isReliable: false } : NONE;
    },
    toString: () => `ComposableParentThreshold{${root}}`,
  };
}

/** Asks the sampler of the first predicate that holds; keeps nothing when none does. */
export function composableRules(
  rules: readonly (readonly [predicate: (span: StartingSpan) => boolean, sampler: ComposableSampler])[],
): ComposableSampler {
  return {
    intent: (span) => rules.find(([predicate]) => predicate(span))?.[1].intent(span) ?? NONE,
    toString: () => `ComposableRules{${rules.map(([, sampler]) => sampler).join(',')}}`,
  };
}

/** Adds attributes to what `sampler` keeps. */
export function composableAnnotating(sampler: ComposableSampler, attributes: Attributes): ComposableSampler {
  return {
    intent(span) {
      const intent = sampler.intent(span);
      return { ...intent, attributes: { ...intent.attributes, ...attributes } };
    },
    toString: () => `ComposableAnnotating{${sampler}}`,
  };
}

export interface CompositeOptions {
  /** The trace ids that begin here are not random in their last 56 bits: give each trace an `rv`. */
  readonly explicitRandomness?: boolean;
}

/**
 * A sampler that decides by a composable one and writes `ot=th` for what it keeps.
 *
 * https://opentelemetry.io/docs/specs/otel/trace/sdk/#compositesampler
 */
export function createCompositeSampler(root: ComposableSampler, options: CompositeOptions = {}): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links): SamplingResult {
      let origin = originOf(traceId, trace.getSpanContext(context));
      let rv: string | undefined;
      if (origin.caller === 'none' && options.explicitRandomness) {
        rv = explicitRandomness();
        origin = { ...origin, randomness: rv };
      }
      const intent = root.intent({ context, traceId, name, kind, attributes, links, origin });
      const isSampled = intent.threshold !== undefined && origin.randomness >= intent.threshold;
      const threshold = isSampled && intent.isReliable ? intent.threshold : undefined;
      return {
        decision: isSampled ? RECORD_AND_SAMPLED : DROP,
        attributes: intent.attributes,
        traceState: withThreshold(origin.traceState, threshold, rv),
      };
    },
    toString: () => `${root}`,
  };
}
