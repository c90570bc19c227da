import type { SpanContext, TraceState } from '@opentelemetry/api';
import type { Threshold } from './threshold.ts';
import { randomnessOf, readTraceState } from './trace-state.ts';

/** TraceFlags.SAMPLED of the API, which is a TypeScript enum. */
export const SAMPLED = 1;

/** Where a trace enters this process, and what was decided about it before. */
export interface Origin {
  /** 14 hex digits that the thresholds of all samplers are compared with. */
  readonly randomness: string;
  /** What the caller decided; `none` when the trace begins here. */
  readonly caller: 'none' | 'sampled' | 'unsampled';
  /** The threshold of a sampled caller; undefined when it is not known. */
  readonly threshold: Threshold | undefined;
  readonly traceState: TraceState | undefined;
}

/** The origin of a trace with this id: continued from `parent`, or begun here, as below a parent that is not valid. */
export function originOf(traceId: string, parent: SpanContext | undefined): Origin {
  if (parent === undefined || parent.traceId !== traceId) {
    return { randomness: traceId.slice(18), caller: 'none', threshold: undefined, traceState: undefined };
  }
  const state = readTraceState(parent.traceState);
  const randomness = randomnessOf(traceId, state);
  const isSampled = (parent.traceFlags & SAMPLED) !== 0;
  // A sampled caller whose threshold would have dropped the trace was not sampled by that threshold.
  const isConsistent = isSampled && state.threshold !== undefined && randomness >= state.threshold;
  return {
    randomness,
    caller: isSampled ? 'sampled' : 'unsampled',
    threshold: isConsistent ? state.threshold : undefined,
    traceState: parent.traceState,
  };
}

/** Explicit randomness for traces whose ids are not random: 56 bits as 14 hex digits. */
export function explicitRandomness(): string {
  const half = (): string =>
    Math.floor(Math.random() * 2 ** 28)
      .toString(16)
      .padStart(7, '0');
  return half() + half();
}
