import { createTraceState, type TraceState } from '@opentelemetry/api';
import { encodeThreshold, parseThreshold, type Threshold } from './threshold.ts';

/** What the `ot` member of a trace state says about sampling. */
export interface SamplingState {
  readonly threshold: Threshold | undefined;
  /** Explicit randomness, 14 hex digits: present when the trace id is not random. */
  readonly randomness: string | undefined;
}

const NOTHING: SamplingState = { threshold: undefined, randomness: undefined };

// Of a few ratios most states are the same, and every span has one.
let lastRead: { ot: string; state: SamplingState } = { ot: '', state: NOTHING };

/** Reads `ot=th:…;rv:…`; a value that is not valid counts as absent. */
export function readTraceState(traceState: TraceState | undefined): SamplingState {
  const ot = traceState?.get('ot');
  if (ot === undefined) return NOTHING;
  if (ot !== lastRead.ot) lastRead = { ot, state: parseState(ot) };
  return lastRead.state;
}

function parseState(ot: string): SamplingState {
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
    return threshold === undefined ? undefined : thresholdOnly(threshold);
  }
  const ot = traceState?.get('ot') ?? '';
  if (threshold !== undefined && randomness === undefined && ot === thresholdOnly(threshold).get('ot')) {
    return traceState;
  }
  const members = ot.split(';').filter((member) => {
    if (member === '' || member.startsWith('th:')) return false;
    return randomness === undefined || !member.startsWith('rv:');
  });
  if (randomness !== undefined) members.unshift(`rv:${randomness}`);
  if (threshold !== undefined) members.unshift(`th:${encodeThreshold(threshold)}`);
  const value = members.join(';');
  if (value === ot) return traceState;
  if (traceState === undefined) return createTraceState(`ot=${value}`);
  return value === '' ? traceState.unset('ot') : traceState.set('ot', value);
}

const known = new Map<Threshold, TraceState>();
const KNOWN = 64;

/** The trace state of a threshold and nothing else. */
function thresholdOnly(threshold: Threshold): TraceState {
  let state = known.get(threshold);
  if (state === undefined) {
    state = new OnlyThreshold(threshold);
    if (known.size < KNOWN) known.set(threshold, state);
  }
  return state;
}

/** A trace state that is written with every span, so its text is made once. */
class OnlyThreshold implements TraceState {
  readonly #value: string;
  readonly #text: string;

  constructor(threshold: Threshold) {
    this.#value = `th:${encodeThreshold(threshold)}`;
    this.#text = `ot=${this.#value}`;
  }

  get(key: string): string | undefined {
    return key === 'ot' ? this.#value : undefined;
  }

  set(key: string, value: string): TraceState {
    return createTraceState(this.#text).set(key, value);
  }

  unset(key: string): TraceState {
    return createTraceState(this.#text).unset(key);
  }

  serialize(): string {
    return this.#text;
  }
}
