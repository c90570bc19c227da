import type { CostMeter } from '@spanwise/cost';

/** Lets programs that call `recordResponse` and its like find the meter; see record.ts of the package cost. */
export function shareMeter(get: () => CostMeter | undefined): void {
  Object.defineProperty(globalThis, Symbol.for('spanwise.cost.meter'), { get, configurable: true });
}
