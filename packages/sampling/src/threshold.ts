/**
 * A rejection threshold of consistent probability sampling: how many of 2^56 traces are dropped, as 14 lowercase hex
 * digits. Texts of one length compare like the numbers that they stand for, exactly, without 64-bit arithmetic.
 *
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export type Threshold = string;

/** The threshold that keeps everything. */
export const KEEP_ALL: Threshold = '00000000000000';

/** The smallest ratio that a threshold can say. */
export const MIN_RATIO: number = 2 ** -56;

const HALF = 2 ** 28;

/**
 * The threshold of a ratio, rounded to the nearest of 2^56 steps.
 *
 * @param ratio part of the traces to keep; above 1 counts as 1
 * @returns undefined when nothing is kept: 0, less than the smallest step, or no number
 */
export function thresholdOf(ratio: number): Threshold | undefined {
  if (ratio >= 1) return KEEP_ALL;
  const kept = Math.round(ratio * 2 ** 56);
  if (!(kept >= 1)) return undefined;
  // 2^56 - kept does not fit into a double: each half of its bits does.
  const high = Math.floor(kept / HALF);
  const low = kept - high * HALF;
  return low === 0 ? hex(HALF - high) + hex(0) : hex(HALF - high - 1) + hex(HALF - low);
}

function hex(half: number): string {
  return half.toString(16).padStart(7, '0');
}

/** The part of the traces that a threshold keeps, 2^-56 to 1. */
export function ratioOf(threshold: Threshold): number {
  const high = HALF - Number.parseInt(threshold.slice(0, 7), 16);
  return (high * HALF - Number.parseInt(threshold.slice(7), 16)) / 2 ** 56;
}

/** How many traces one that passed the threshold stands for, 1 to 2^56. */
export function adjustedCount(threshold: Threshold): number {
  return 1 / ratioOf(threshold);
}

/** The threshold as `th` says it: without trailing zeros, `0` when everything is kept. */
export function encodeThreshold(threshold: Threshold): string {
  return threshold.replace(/(?!^)0+$/, '');
}

/** The threshold that a `th` says; undefined when it is not 1 to 14 lowercase hex digits. */
export function parseThreshold(th: string): Threshold | undefined {
  return /^[0-9a-f]{1,14}$/.test(th) ? th.padEnd(14, '0') : undefined;
}
