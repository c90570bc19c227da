import type { Engine } from './engines.ts';

/** One operation, measured on Spanwise and on the upstream SDK. */
export interface Case {
  /** What one operation is, for the table. */
  readonly what: string;
  /** Operations that one round takes on each side; some 50 ms. */
  readonly operations: number;
  /** Prepares a side and gives the operation. It returns something that depends on its work, so none is left out. */
  readonly prepare: (engine: Engine) => () => unknown;
}
