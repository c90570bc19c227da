import type { HrTime, TimeInput } from '@opentelemetry/api';
import type { TimeAnchor } from '@spanwise/otlp';

// Kept at load, so a program's fake timers do not reach us.
const monotonic = performance.now.bind(performance);
const wall = Date.now;
const origin = performance.timeOrigin;

// How often the wall clock is read to see whether it still agrees, and the milliseconds it may be off: Date.now() is
// whole milliseconds, so a difference below one says nothing.
const CHECK_MILLIS = 100;
const DRIFT_MILLIS = 2;

let anchor: TimeAnchor = { epochMicros: Math.round(origin * 1000) };
let checked = 0;

/**
 * Milliseconds since the process began, with a fraction, never backwards: one clock read. Together with `clockAnchor()`
 * it is a time of day. When the two clocks part (NTP, suspend), times from then on have a new anchor.
 */
export function clockNow(): number {
  const now = monotonic();
  if (now - checked > CHECK_MILLIS) checkDrift(now);
  return now;
}

/** The moment that `clockNow()` counts from. */
export function clockAnchor(): TimeAnchor {
  return anchor;
}

function checkDrift(now: number): void {
  checked = now;
  const drift = wall() + 0.5 - (anchor.epochMicros / 1000 + now);
  if (Math.abs(drift) > DRIFT_MILLIS) anchor = { epochMicros: Math.round(anchor.epochMicros + drift * 1000) };
}

/** A point in time: milliseconds after an anchor. */
export interface Timestamp {
  readonly anchor: TimeAnchor;
  readonly millis: number;
}

/**
 * A time that a caller gave: HrTime, Date, milliseconds since 1970, or what `performance.now()` returns.
 *
 * @returns undefined when it is none of these, or not a finite number
 */
export function timestampOf(input: TimeInput | undefined): Timestamp | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === 'number') {
    // As upstream: nothing in this process happened before its performance.now() in milliseconds since 1970.
    if (input <= monotonic()) return Number.isFinite(input) ? { anchor, millis: input } : undefined;
    return epochTimestamp(input);
  }
  if (input instanceof Date) return epochTimestamp(input.getTime());
  if (!isHrTime(input) || !Number.isFinite(input[0]) || !Number.isFinite(input[1])) return undefined;
  return { anchor: { epochMicros: input[0] * 1e6 }, millis: input[1] / 1e6 };
}

/** Whether a value is one of the forms of the API's TimeInput. */
export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

function isHrTime(value: unknown): value is HrTime {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
}

function epochTimestamp(epochMillis: number): Timestamp | undefined {
  if (!Number.isFinite(epochMillis)) return undefined;
  const whole = Math.trunc(epochMillis);
  return { anchor: { epochMicros: whole * 1000 }, millis: epochMillis - whole };
}

/** Seconds and nanoseconds since 1970. */
export function hrTimeOf(anchor: TimeAnchor, millis: number): HrTime {
  const seconds = Math.floor(anchor.epochMicros / 1e6);
  const nanos = (anchor.epochMicros - seconds * 1e6) * 1000 + Math.round(millis * 1e6);
  const carry = Math.floor(nanos / 1e9);
  return [seconds + carry, nanos - carry * 1e9];
}

/** Nanoseconds from one point in time to another; exact up to 104 days. */
export function nanosBetween(from: TimeAnchor, fromMillis: number, to: TimeAnchor, toMillis: number): number {
  return (to.epochMicros - from.epochMicros) * 1000 + (Math.round(toMillis * 1e6) - Math.round(fromMillis * 1e6));
}
