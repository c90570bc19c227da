import { createTraceState } from '@opentelemetry/api';
import { compileConditions, type Subject } from './conditions.ts';
import type { Origin } from './origin.ts';
import { createPolicy, type Verdict } from './policy.ts';
import type { Rule } from './rule.ts';
import { KEEP_ALL } from './threshold.ts';
import { randomnessOf, readTraceState } from './trace-state.ts';

/** A span as it was recorded. */
export interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  /** SpanKind of the API: INTERNAL is 0. */
  readonly kind: number;
  /** Milliseconds since 1970. */
  readonly startMillis: number;
  readonly endMillis: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly service: string;
  /** What tells processes of one service apart, such as `service.instance.id`. */
  readonly instance?: string;
  /** Bytes that it takes when encoded. */
  readonly bytes: number;
}

/** A local root with the spans below it, and what the rules do with them. */
export interface Replayed {
  readonly root: RecordedSpan;
  readonly spans: readonly RecordedSpan[];
  readonly isError: boolean;
  readonly durationMillis: number;
  readonly randomness: string;
  readonly verdict: Verdict;
  /** For each rule up to the one that decided, which of its conditions held. */
  readonly trail: readonly { readonly rule: string; readonly conditions: readonly (readonly [string, boolean])[] }[];
}

/**
 * Shows recorded spans to rules, as the keepers of the processes that made them would have. A trace that another process
 * has begun counts as kept whole there, or as its `ot=th` says. Time is that of the spans.
 */
export function replay(rules: readonly Rule[], spans: readonly RecordedSpan[]): Replayed[] {
  let now = 0;
  const policy = createPolicy(rules, { now: () => now });
  const parts = rules.map(({ name, match }) => ({ name, parts: compileConditions(match).parts }));
  const groups = localRoots(spans).sort((a, b) => a.root.endMillis - b.root.endMillis);
  return groups.map(({ root, spans: members }) => {
    now = root.endMillis;
    const subject = subjectOf(root, members);
    const origin = originOf(root);
    const bytes = members.reduce((sum, span) => sum + span.bytes, 0);
    const verdict = policy.end(subject, origin, { spans: members.length, bytes });
    const decided = parts.findIndex(({ name }) => name === verdict.rule);
    const trail = (decided === -1 ? parts : parts.slice(0, decided + 1)).map(({ name, parts: conditions }) => ({
      rule: name,
      conditions: conditions.map(([condition, test]) => [condition, test(subject) === true] as const),
    }));
    const { isError, durationMillis } = subject;
    return { root, spans: members, isError, durationMillis, randomness: origin.randomness, verdict, trail };
  });
}

/** Groups spans by the first span of their trace in their process. */
function localRoots(spans: readonly RecordedSpan[]): { root: RecordedSpan; spans: RecordedSpan[] }[] {
  const byId = new Map(spans.map((span) => [keyOf(span, span.spanId), span]));
  const groups = new Map<RecordedSpan, RecordedSpan[]>();
  for (const span of spans) {
    let root = span;
    // Bounded, in case that a broken recording has a circle.
    for (let depth = 0; depth < 1000 && root.parentSpanId !== undefined; depth++) {
      const parent = byId.get(keyOf(root, root.parentSpanId));
      if (parent === undefined || isEntry(root, parent)) break;
      root = parent;
    }
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [span]);
    else group.push(span);
  }
  return [...groups].map(([root, members]) => ({ root, spans: members }));
}

function keyOf({ traceId, service, instance }: RecordedSpan, spanId: string): string {
  return `${traceId} ${spanId} ${service} ${instance ?? ''}`;
}

const SERVER = 1;
const CLIENT = 2;
const PRODUCER = 3;
const CONSUMER = 4;

/** A service that calls itself begins anew: what a server takes from a client came over the network. */
function isEntry(span: RecordedSpan, parent: RecordedSpan): boolean {
  if (span.kind === SERVER) return parent.kind === CLIENT;
  return span.kind === CONSUMER && parent.kind === PRODUCER;
}

function originOf({ traceId, traceState, parentSpanId }: RecordedSpan): Origin {
  const parsed = traceState ? createTraceState(traceState) : undefined;
  const state = readTraceState(parsed);
  return {
    randomness: randomnessOf(traceId, state),
    caller: parentSpanId === undefined ? 'none' : 'sampled',
    threshold: parentSpanId === undefined ? undefined : (state.threshold ?? KEEP_ALL),
    traceState: parsed,
  };
}

function subjectOf(root: RecordedSpan, spans: readonly RecordedSpan[]): Subject {
  return {
    isComplete: true,
    service: root.service,
    name: root.name,
    kind: root.kind,
    attribute: (key) => root.attributes[key],
    isError: spans.some(({ isError }) => isError),
    durationMillis: root.endMillis - root.startMillis,
    cost: spans.reduce((sum, { attributes }) => sum + (Number(attributes['cost.amount']) || 0), 0),
  };
}
