import type { Destination, Signal } from './destination.ts';
import type { RequestCount } from './lane.ts';

/**
 * What the thread that ends and the worker that delivers for it share. `control` holds the state, the length of the text,
 * rejected items by signal, and then a code for each body.
 */
export interface ExitWork {
  control: Int32Array;
  text: Uint8Array;
  /** All bodies, one behind the other. */
  bytes: Uint8Array;
  lengths: Uint32Array;
  items: Uint32Array;
  /** Index into `signals`, for each body. */
  signals: Uint8Array;
  destinations: Partial<Record<Signal, Destination>>;
  userAgent: string;
  /** Date.now() at which the worker must have told its result. */
  deadline: number;
}

/** Places in `control`. */
export const stateAt = 0;
export const textLengthAt = 1;
export const rejectedAt = 2;
export const codesAt = 5;

/** States, and codes of a body. */
export const running = 0;
export const finished = 1;
export const delivered = 1;
/** This plus an index into `reasons`. */
export const firstReason = 2;

export const textBytes: number = 64 * 1024;

/** JSON in `text`. */
export interface ExitReport {
  /** Why bodies were not delivered: values of `error.type`. */
  reasons: string[];
  failure?: { signal: Signal; errorType: string; message: string } | undefined;
  partial: { signal: Signal; rejected: number; message: string }[];
  requests: Partial<Record<Signal, Record<string, RequestCount>>>;
}
