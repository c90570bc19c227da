import { type Attributes, type Context, type Span, type SpanKind, trace } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import type { Counts } from './counts.ts';
import { DROPPED, groupOf, OPEN } from './group.ts';
import { explicitRandomness, type Origin, originOf, SAMPLED } from './origin.ts';
import type { Policy, StartVerdict } from './policy.ts';
import { StartingSubject } from './subject.ts';
import { withThreshold } from './trace-state.ts';

// SamplingDecision of the SDK, which is a TypeScript enum.
const DROP = 0;
const RECORD = 1;
const RECORD_AND_SAMPLED = 2;

/** What the sampler decided about the local root that is just starting. */
export interface Beginning {
  readonly origin: Origin;
  /** Without candidates when another sampler has decided. */
  readonly verdict: Omit<StartVerdict, 'candidates'> & Partial<Pick<StartVerdict, 'candidates'>>;
}

/** A sampler by rules, and what the keeper needs to know of it. */
export interface RuleSampler {
  readonly sampler: Sampler;
  /** Says that a keeper holds what waits. */
  attach(): void;
  /** What was decided about the span that starts right now; undefined when it was not decided here. */
  takeBeginning(): Beginning | undefined;
  /** True when the last span it was asked about was dropped, and is of that trace; others may have it recorded still. */
  hasDropped(traceId: string): boolean;
}

export interface RuleSamplerOptions {
  /** `service.name` of this process; without it rules about services wait for the end of the trace. */
  readonly service?: string;
  /** The trace ids that begin here are not random in their last 56 bits: give each trace an `rv`. */
  readonly explicitRandomness?: boolean;
}

/** Decides where a trace enters this process; the spans below follow. */
export function createRuleSampler(policy: Policy, counts: Counts, options: RuleSamplerOptions): RuleSampler {
  let hasKeeper = false;
  let beginning: Beginning | undefined;
  let droppedTrace: string | undefined;

  function shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
  ): SamplingResult {
    beginning = undefined;
    const parent = trace.getSpan(context);
    const result =
      (parent === undefined ? undefined : followLocal(parent, traceId)) ??
      begin(traceId, parent, name, kind, attributes);
    droppedTrace = result.decision === DROP ? traceId : undefined;
    return result;
  }

  function begin(
    traceId: string,
    parent: Span | undefined,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
  ): SamplingResult {
    let origin = originOf(traceId, parent?.spanContext());
    let rv: string | undefined;
    if (origin.caller === 'none' && options.explicitRandomness) {
      rv = explicitRandomness();
      origin = { ...origin, randomness: rv };
    }
    const subject = new StartingSubject(options.service, name, kind, attributes);
    const verdict = policy.start(subject, origin, hasKeeper);
    const { isKept, threshold, waits, rule } = verdict;
    if (!waits) counts.add(rule, isKept, 'start');
    const traceState = withThreshold(origin.traceState, isKept ? threshold : undefined, rv);
    if (!isKept && !waits) return { decision: DROP, traceState };
    beginning = { origin, verdict };
    return {
      decision: isKept ? RECORD_AND_SAMPLED : RECORD,
      traceState,
      ...(!hasKeeper && { attributes: { 'sampling.rule': rule } }),
    };
  }

  return {
    sampler: { shouldSample, toString: () => 'SpanwiseRules' },
    attach() {
      hasKeeper = true;
    },
    hasDropped: (traceId) => traceId === droppedTrace,
    takeBeginning() {
      const taken = beginning;
      beginning = undefined;
      return taken;
    },
  };
}

/** The decision that holds for children of a span of this process; undefined when `parent` is none. */
function followLocal(parent: Span, traceId: string): SamplingResult | undefined {
  const group = groupOf(parent);
  if (group === undefined) {
    const context = parent.spanContext();
    if (context.isRemote === true || context.traceId !== traceId) return undefined;
    return (context.traceFlags & SAMPLED) !== 0 ? SAMPLED_TOO : NOT_EITHER;
  }
  if (group.state === OPEN) return group.start.isKept ? SAMPLED_TOO : RECORDED_TOO;
  if (group.state === DROPPED) return NOT_EITHER;
  return group.change === undefined
    ? SAMPLED_TOO
    : { decision: RECORD_AND_SAMPLED, traceState: group.change.traceState };
}

// The parent's trace state stays.
const NOT_EITHER: SamplingResult = { decision: DROP };
const RECORDED_TOO: SamplingResult = { decision: RECORD };
const SAMPLED_TOO: SamplingResult = { decision: RECORD_AND_SAMPLED };
