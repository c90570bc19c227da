import type { LedgerEntry } from './ledger.ts';
import { add, divide, type Fraction, fraction, multiply, type Nanos, toNanos } from './money.ts';

/** What of one thing two runs used. */
export interface DiffRow {
  what: string;
  unit: string;
  /** In billionths of the unit. */
  base: bigint;
  head: bigint;
  /** What the quantities cost at one price, that of the head where it has one; undefined when there is none. */
  baseNanos: Nanos | undefined;
  headNanos: Nanos | undefined;
}

export interface Diff {
  rows: DiffRow[];
  baseNanos: Nanos;
  headNanos: Nanos;
  /** How much more the head costs, of the base: 0.1 is a tenth more; undefined when the base cost nothing. */
  growth: number | undefined;
}

interface Used {
  quantity: bigint;
  price: Fraction | undefined;
  unit: string;
}

/** Compares what two runs of the same work used; both at the same prices, so that a new price list is no difference. */
export function diffEntries(base: Iterable<LedgerEntry>, head: Iterable<LedgerEntry>): Diff {
  const before = usedBy(base);
  const after = usedBy(head);
  const rows = [...new Set([...before.keys(), ...after.keys()])].sort().map((what): DiffRow => {
    const [one, other] = [before.get(what), after.get(what)];
    const price = other?.price ?? one?.price;
    const nanosOf = (used: Used | undefined): Nanos | undefined =>
      price && toNanos(multiply({ numerator: used?.quantity ?? 0n, denominator: 1_000_000_000n }, price));
    return {
      what,
      unit: (other ?? one)!.unit,
      base: one?.quantity ?? 0n,
      head: other?.quantity ?? 0n,
      baseNanos: nanosOf(one),
      headNanos: nanosOf(other),
    };
  });
  const sum = (key: 'baseNanos' | 'headNanos'): Nanos => rows.reduce((total, row) => total + (row[key] ?? 0n), 0n);
  const [baseNanos, headNanos] = [sum('baseNanos'), sum('headNanos')];
  const growth = baseNanos === 0n ? undefined : Number(((headNanos - baseNanos) * 1_000_000n) / baseNanos) / 1_000_000;
  return { rows, baseNanos, headNanos, growth };
}

function usedBy(entries: Iterable<LedgerEntry>): Map<string, Used> {
  const used = new Map<string, Used & { nanos: Fraction }>();
  for (const { provider, sku, line, quantity, nanos } of entries) {
    const what = `${provider} ${sku}, ${line.meter}`;
    const known = used.get(what) ?? { quantity: 0n, price: undefined, unit: line.unit, nanos: fraction(0) };
    used.set(what, known);
    known.quantity += quantity;
    known.nanos = add(known.nanos, { numerator: nanos ?? 0n, denominator: 1_000_000_000n });
    // The mean price of a unit, which is the price unless there are tiers.
    if (nanos !== undefined && known.quantity > 0n) {
      known.price = divide(known.nanos, { numerator: known.quantity, denominator: 1_000_000_000n });
    }
  }
  return used;
}
