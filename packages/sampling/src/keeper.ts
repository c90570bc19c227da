import { type Context, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Counts, Reason } from './counts.ts';
import type { Change, Exit, Held } from './exit.ts';
import { DROPPED, type Group, groupOf, KEPT, OPEN, setGroup } from './group.ts';
import { originOf, SAMPLED } from './origin.ts';
import type { Policy } from './policy.ts';
import type { Beginning, RuleSampler } from './sampler.ts';
import { EndedSubject } from './subject.ts';
import { withThreshold } from './trace-state.ts';

export interface KeeperOptions {
  /** Bytes of spans, and of traces that have none yet, that may wait. Default 16 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds after which a trace is decided by what is known of it, although its local root has not ended. Default 60,000. */
  readonly maxMillis?: number;
}

/** A span processor that holds the spans of a trace until its local root ends. */
export interface Keeper extends SpanProcessor {
  /** How many spans are held. */
  size(): number;
  /** Bytes that they take. */
  bytes(): number;
  /** Decides everything that is held, by what is known of it. For the end of the process. */
  decideAll(): void;
  /**
   * What was decided about the trace of a span, undefined when the keeper has not seen the span start. While it waits,
   * `callback` is called with the decision.
   */
  decisionOn(span: object, callback: (isKept: boolean) => void): 'waits' | 'kept' | 'dropped' | undefined;
}

/** What an open trace counts for besides its spans, and what somebody who waits for its decision does. */
const GROUP_BYTES = 512;
const WAITING_BYTES = 1024;
const SWEEP_MILLIS = 1000;

export function createKeeper(
  policy: Policy,
  sampler: RuleSampler,
  counts: Counts,
  exit: Exit,
  options: KeeperOptions = {},
): Keeper {
  const { maxBytes = 16 * 1024 * 1024, maxMillis = 60_000 } = options;
  // Oldest first.
  const open = new Set<Group>();
  const waiting = new Map<Group, ((isKept: boolean) => void)[]>();
  let bytes = 0;
  let spans = 0;
  // Not made when the first trace waits: it would keep that request's context.
  const timer = setInterval(expire, Math.min(SWEEP_MILLIS, maxMillis)).unref();
  sampler.attach();

  function onStart(span: Span, parentContext: Context): void {
    const beginning = sampler.takeBeginning();
    const parent = trace.getSpan(parentContext);
    const group = parent === undefined ? undefined : groupOf(parent);
    // Recorded for its cost only.
    if (group === undefined && sampler.hasDropped(span.spanContext().traceId)) return;
    setGroup(span, group ?? begin(span, beginning));
  }

  function begin(span: Span, beginning: Beginning = beginningOf(span)): Group {
    const { origin, verdict } = beginning;
    const group: Group = {
      state: verdict.waits ? OPEN : KEPT,
      root: span as unknown as ReadableSpan,
      origin,
      start: verdict,
      startedAt: performance.now(),
      held: undefined,
      spans: 0,
      bytes: 0,
      apart: GROUP_BYTES,
      isError: false,
      cost: 0,
      change: undefined,
      rule: verdict.rule,
    };
    if (verdict.waits) {
      open.add(group);
      grow(group, GROUP_BYTES);
      makeRoom();
    } else {
      span.setAttribute('sampling.rule', verdict.rule);
    }
    return group;
  }

  function onEnd(span: ReadableSpan): void {
    const group = groupOf(span);
    if (group === undefined) {
      if ((span.spanContext().traceFlags & SAMPLED) !== 0) exit.send(span);
    } else if (group.state === OPEN) {
      hold(group, span);
    } else if (group.state === KEPT) {
      if (group.change === undefined) exit.send(span);
      else follow(group, group.change, span);
    }
  }

  function hold(group: Group, span: ReadableSpan): void {
    group.spans++;
    spans++;
    if (span.status.code === ERROR) group.isError = true;
    if (policy.needs.cost) {
      const cost = span.attributes['cost.amount'];
      if (typeof cost === 'number') group.cost += cost;
    }
    if (span === group.root && !policy.needs.bytes) {
      // Its root is not worth encoding when the trace is dropped.
      finish(group, 'end', span);
      return;
    }
    group.held ??= exit.hold();
    group.held.add(span);
    grow(group, group.apart + group.held.bytes - group.bytes);
    if (span === group.root) finish(group, 'end');
    else makeRoom();
  }

  function makeRoom(): void {
    while (bytes > maxBytes) finish(open.values().next().value!, 'full');
  }

  function grow(group: Group, by: number): void {
    group.bytes += by;
    bytes += by;
  }

  /** @param last the local root, when it is not held yet */
  function finish(group: Group, reason: Reason, last?: ReadableSpan): void {
    const amount = { spans: group.spans, bytes: group.held?.bytes ?? 0 };
    const { isKept, rule, threshold } = policy.end(
      new EndedSubject(group.root, group),
      group.origin,
      amount,
      group.start.candidates,
    );
    counts.add(rule, isKept, reason);
    open.delete(group);
    bytes -= group.bytes;
    spans -= group.spans;
    const { held } = group;
    group.held = undefined;
    group.state = isKept ? KEPT : DROPPED;
    if (isKept) {
      group.rule = rule;
      group.change = { traceState: withThreshold(group.root.spanContext().traceState, threshold) };
      release(group, group.change, reason, held, last);
    } else {
      held?.drop();
    }
    for (const callback of waiting.get(group) ?? []) callback(isKept);
    waiting.delete(group);
  }

  function release(group: Group, change: Change, reason: Reason, held: Held | undefined, last?: ReadableSpan): void {
    const attributes = { 'sampling.rule': group.rule };
    const isEnded = reason === 'end';
    if (!isEnded) (group.root as unknown as Span).setAttributes(attributes);
    const all = last === undefined ? held : (held ?? exit.hold());
    if (last !== undefined) all!.add(last);
    all?.release(isEnded ? { ...change, attributes } : change);
  }

  function follow(group: Group, change: Change, span: ReadableSpan): void {
    const held = exit.hold();
    held.add(span);
    policy.late(group.rule, new EndedSubject(group.root, group), { spans: 1, bytes: held.bytes });
    held.release(change);
  }

  function expire(): void {
    const before = performance.now() - maxMillis;
    for (const group of open) {
      if (group.startedAt > before) return;
      finish(group, 'expired');
    }
  }

  function decideAll(): void {
    for (const group of open) finish(group, 'exit');
  }

  return {
    onStart,
    onEnd,
    size: () => spans,
    bytes: () => bytes,
    decideAll,
    decisionOn(span, callback) {
      const group = groupOf(span);
      if (group === undefined) return undefined;
      if (group.state !== OPEN) return group.state === KEPT ? 'kept' : 'dropped';
      const callbacks = waiting.get(group);
      if (callbacks === undefined) waiting.set(group, [callback]);
      else callbacks.push(callback);
      group.apart += WAITING_BYTES;
      grow(group, WAITING_BYTES);
      makeRoom();
      return 'waits';
    },
    forceFlush: () => exit.forceFlush(),
    async shutdown() {
      clearInterval(timer);
      decideAll();
      await exit.shutdown();
    },
  };
}

// SpanStatusCode of the API, which is a TypeScript enum.
const ERROR = 2;

/** Of a span that another sampler decided about: that one counts as the caller. */
function beginningOf(span: Span): Beginning {
  const context = span.spanContext();
  const origin = originOf(context.traceId, context);
  const isKept = origin.caller === 'sampled';
  const verdict = { rule: 'sampler', isKept, threshold: origin.threshold, waits: true };
  return { origin, verdict };
}
