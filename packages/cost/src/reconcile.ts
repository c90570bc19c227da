import type { FocusRow } from './focus.ts';
import { add, type Fraction, fraction, type Nanos, parseDecimal, toNanos } from './money.ts';

/** What was estimated and what was billed for a thing on a day. */
export interface Reconciled {
  day: string;
  sku: string;
  estimated: Nanos;
  billed: Nanos;
  /** Billed, of what was estimated; undefined when nothing was. */
  factor: number | undefined;
}

/**
 * Holds estimates against a provider's bill in the columns of FOCUS, by day and SKU. Nothing that was estimated is
 * changed: the factor tells how far off it is.
 *
 * @param estimates rows of a ledger
 * @param bill rows of the bill; its `BilledCost` counts, or `EffectiveCost` where commitments make that 0
 */
export function reconcile(estimates: readonly FocusRow[], bill: readonly FocusRow[]): Reconciled[] {
  const estimated = sums(estimates, (row) => row.EffectiveCost);
  const billed = sums(bill, (row) => (Number(row.BilledCost) === 0 ? row.EffectiveCost : row.BilledCost));
  const keys = [...new Set([...estimated.keys(), ...billed.keys()])].sort();
  return keys.map((key) => {
    const [day = '', sku = ''] = key.split('\n');
    const [ours, theirs] = [estimated.get(key) ?? 0n, billed.get(key) ?? 0n];
    const factor = ours === 0n ? undefined : Number((theirs * 1_000_000n) / ours) / 1_000_000;
    return { day, sku, estimated: ours, billed: theirs, factor };
  });
}

function sums(rows: readonly FocusRow[], costOf: (row: FocusRow) => string | undefined): Map<string, Nanos> {
  const exact = new Map<string, Fraction>();
  for (const row of rows) {
    const cost = parseDecimal(costOf(row) ?? '');
    const day = row.ChargePeriodStart?.slice(0, 10);
    if (cost === undefined || day === undefined || row.SkuId === undefined) continue;
    const key = `${day}\n${row.SkuId}`;
    exact.set(key, add(exact.get(key) ?? fraction(0), cost));
  }
  return new Map([...exact].map(([key, cost]) => [key, toNanos(cost)]));
}
