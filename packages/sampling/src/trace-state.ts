import { createTraceState, type TraceState } from '@opentelemetry/api';
import { encodeThreshold, parseThreshold, type Threshold } from './threshold.ts';

/** What the `ot` member of a trace state says about sampling. */
export interface SamplingState {
  readonly threshold: Threshold | undefined;
  /** Explicit randomness, 14 hex digits: present when the trace id is not random. */
  readonly randomness: string | undefined;
}

const NOTHING: SamplingState = { threshold: undefined, randomness: undefined };

/** Reads `ot=th:…;rv:…`; a value that is not valid counts as absent. */
export function readTraceState(traceState: TraceState | undefined): SamplingState {
  const ot = traceState?.get('ot');
  if (ot === undefined) return NOTHING;
  let threshold: Threshold | undefined;
  let randomness: string | undefined;
  for (const member of ot.split(';')) {
    if (member.startsWith('th:')) threshold = parseThreshold(member.slice(3));
    else if (/^rv:[0-9a-f]{14}$/.test(member)) randomness = member.slice(3);
  }
  return { threshold, randomness };
}

/** The 56 bits that every sampler of a trace compares with its threshold: `rv`, or the last 14 digits of the trace id. */
export function randomnessOf(traceId: string, state: SamplingState): string {
  return state.randomness ?? traceId.slice(18);
}

// Of a few ratios most states are the same: one object serves all traces.
const made = new Map<Threshold, TraceState>();
const MADE = 64;

/**
 * The trace state with another threshold; other vendors' members and other keys of `ot` stay.
 *
 * @param threshold undefined takes `th` out, as for traces whose probability is not known
 * @param randomness sets `rv`; undefined leaves it
 */
export function withThreshold(
  traceState: TraceState | undefined,
  threshold: Threshold | undefined,
  randomness?: string,
): TraceState | undefined {
  if (traceState === undefined && randomness === undefined) {
    return threshold === undefined ? undefined : stateOf(threshold);
  }
  const ot = traceState?.get('ot');
  const members = (ot ?? '').split(';').filter((member) => {
    if (member === '' || member.startsWith('th:')) return false;
    return randomness === undefined || !member.startsWith('rv:');
  });
  if (randomness !== undefined) members.unshift(`rv:${randomness}`);
  if (threshold !== undefined) members.unshift(`th:${encodeThreshold(threshold)}`);
  const value = members.join(';');
  if (value === (ot ?? '')) return traceState;
  if (traceState === undefined) return createTraceState(`ot=${value}`);
  return value === '' ? traceState.unset('ot') : traceState.set('ot', value);
}

function stateOf(threshold: Threshold): TraceState {
  let state = made.get(threshold);
  if (state === undefined) {
    state = createTraceState(`ot=th:${encodeThreshold(threshold)}`);
    if (made.size < MADE) made.set(threshold, state);
  }
  return state;
}
