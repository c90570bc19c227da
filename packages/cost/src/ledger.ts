import type { Owner } from '@spanwise/semconv';
import type { Category, Fact, Line, OwnerSource, PriceOrigin, Status } from './fact.ts';
import type { Nanos } from './money.ts';

/** What was used of one thing by one owner within one hour. */
export interface LedgerEntry {
  /** Start of the hour, in milliseconds since 1970. */
  hour: number;
  owner: Owner;
  ownerSource: OwnerSource;
  category: Category;
  provider: string;
  sku: string;
  status: Status;
  source: Fact['source'];
  price: PriceOrigin | undefined;
  route: string | undefined;
  region: string | undefined;
  resourceId: string | undefined;
  /** Meter, unit and prices; quantity and amount are in the fields below. */
  line: Omit<Line, 'quantity' | 'nanos'>;
  /** In billionths of the unit. */
  quantity: bigint;
  /** Undefined when no price is known. */
  nanos: Nanos | undefined;
  /** How many facts it sums. */
  facts: number;
  /** How many facts begin with it: a call of a model is in a row for each kind of token, and counts in one. */
  calls: number;
  /** Whether the hour had been closed before this was known. */
  isCorrection: boolean;
  /** Some of the traces in which it was spent. */
  traceIds: string[];
}

export interface LedgerOptions {
  /** The time, in milliseconds since 1970. */
  now?: () => number;
  /** How long after its end an hour takes facts before they are corrections. */
  graceMillis?: number;
  /** How many entries an hour may have; facts beyond are booked on an owner and route called `other`. */
  maxEntries?: number;
  /** How many keys of facts are remembered, to tell a fact that comes again; the oldest are forgotten first. */
  maxKeys?: number;
  /** Is told of each fact that is booked, and of what corrections change, as it was booked. */
  booked?: (fact: Fact) => void;
}

export interface Ledger {
  /** Books a fact. @returns false, and nothing is changed, when its key is known */
  book(fact: Fact): boolean;
  /**
   * Puts other lines in the place of those of a fact that was booked: for quantities that a provider tells later.
   * @returns false when the key is not known, or no longer
   */
  adjust(key: string, changes: Partial<Pick<Fact, 'lines' | 'status' | 'source' | 'price'>>): boolean;
  /** What was booked since the last call, each entry with what is new in it. */
  take(): LedgerEntry[];
  /** Puts entries back that `take` gave and that could not be written. */
  putBack(entries: readonly LedgerEntry[]): void;
  /** The sum of all amounts that were ever booked. */
  total(): Nanos;
}

/** What rows of the owners and routes beyond the limit are called. */
export const otherName = 'other';

const hourMillis = 3_600_000;
const sampleTraces = 3;

/**
 * Keeps what was spent as sums by owner, thing and hour. Sums are whole numbers, so neither order nor repetition nor
 * lateness of facts changes them.
 */
export function createLedger(options: LedgerOptions = {}): Ledger {
  const { now = Date.now, graceMillis = 300_000, maxEntries = 10_000, maxKeys = 10_000, booked = () => {} } = options;
  // Facts by key, in the order in which they came.
  const known = new Map<string, Fact>();
  let fresh = new Map<string, LedgerEntry>();
  const seen = new Map<number, Set<string>>();
  let total = 0n;

  function add(fact: Fact, count: 1 | 0): void {
    for (const [index, line] of fact.lines.entries()) addLine(fact, line, count, index === 0 ? count : 0);
    booked(fact);
  }

  function addLine(fact: Fact, line: Line, count: 1 | 0, calls: 1 | 0): void {
    const hour = Math.floor(fact.time / hourMillis) * hourMillis;
    const isCorrection = now() >= hour + hourMillis + graceMillis;
    const { quantity, nanos, ...rest } = line;
    total += nanos ?? 0n;
    const booking = withinLimit(fact, rest, hour, isCorrection);
    const key = keyOf(booking);
    const entry = fresh.get(key);
    if (entry === undefined) {
      const traceIds = fact.traceId === undefined ? [] : [fact.traceId];
      fresh.set(key, { ...booking, quantity, nanos, facts: count, calls, traceIds });
      return;
    }
    entry.quantity += quantity;
    entry.nanos = entry.nanos === undefined ? nanos : entry.nanos + (nanos ?? 0n);
    entry.facts += count;
    entry.calls += calls;
    if (fact.traceId !== undefined && entry.traceIds.length < sampleTraces && !entry.traceIds.includes(fact.traceId)) {
      entry.traceIds.push(fact.traceId);
    }
  }

  function withinLimit(fact: Fact, line: LedgerEntry['line'], hour: number, isCorrection: boolean): Booking {
    const { owner, ownerSource, category, provider, sku, status, source, price, route, region, resourceId } = fact;
    const booking = {
      hour,
      owner,
      ownerSource,
      category,
      provider,
      sku,
      status,
      source,
      price,
      route,
      region,
      resourceId,
    };
    const keys = seen.get(hour) ?? new Set();
    const full: Booking = { ...booking, line, isCorrection };
    const key = keyOf(full);
    if (keys.has(key)) return full;
    if (keys.size < maxEntries) {
      keys.add(key);
      seen.set(hour, keys);
      forgetHours();
      return full;
    }
    // The amount stays right, whose it was is lost, and says so.
    const isOwned = owner.tenant !== undefined || owner.team !== undefined || owner.costCenter !== undefined;
    const other = isOwned ? { tenant: otherName } : {};
    return {
      ...full,
      owner: other,
      route: undefined,
      resourceId: undefined,
      region: undefined,
      ...skuWithin(hour, full),
    };
  }

  // Names of models come from programs too; beyond the limit of owners and routes they have one of their own.
  function skuWithin(hour: number, { category, sku, line }: Booking): Partial<Booking> {
    const key = `${hour} ${category}`;
    const names = skus.get(key) ?? new Set();
    skus.set(key, names);
    if (names.has(sku) || names.size < mostSkus) {
      names.add(sku);
      return {};
    }
    const { meter, unit, pricingUnit, pricingUnitSize } = line;
    return { sku: otherName, provider: otherName, line: { meter, unit, pricingUnit, pricingUnitSize } };
  }

  const skus = new Map<string, Set<string>>();
  const mostSkus = 100;

  // Hours long past take few facts; what is known of them is only how many entries they have.
  function forgetHours(): void {
    for (const hour of seen.keys()) {
      if (seen.size <= 48) break;
      seen.delete(hour);
    }
    for (const key of skus.keys()) {
      if (skus.size <= 200) break;
      skus.delete(key);
    }
  }

  function remember(fact: Fact): void {
    known.delete(fact.key);
    known.set(fact.key, fact);
    if (known.size <= maxKeys) return;
    const [oldest] = known.keys();
    known.delete(oldest!);
  }

  return {
    book(fact) {
      if (known.has(fact.key)) return false;
      remember(fact);
      add(fact, 1);
      return true;
    },
    adjust(key, changes) {
      const before = known.get(key);
      if (before === undefined) return false;
      const after = { ...before, ...changes };
      add({ ...before, lines: before.lines.map(negated) }, 0);
      add(after, 0);
      remember(after);
      return true;
    },
    take() {
      const entries = [...fresh.values()];
      fresh = new Map();
      return entries;
    },
    putBack(entries) {
      for (const entry of entries) {
        const key = keyOf(entry);
        const newer = fresh.get(key);
        if (newer === undefined) fresh.set(key, entry);
        else fresh.set(key, sumOf(entry, newer));
      }
    },
    total: () => total,
  };
}

type Booking = Omit<LedgerEntry, 'quantity' | 'nanos' | 'facts' | 'calls' | 'traceIds'>;

function negated(line: Line): Line {
  return { ...line, quantity: -line.quantity, nanos: line.nanos === undefined ? undefined : -line.nanos };
}

function sumOf(one: LedgerEntry, other: LedgerEntry): LedgerEntry {
  return {
    ...one,
    quantity: one.quantity + other.quantity,
    nanos: one.nanos === undefined ? other.nanos : one.nanos + (other.nanos ?? 0n),
    facts: one.facts + other.facts,
    calls: one.calls + other.calls,
    traceIds: [...new Set([...one.traceIds, ...other.traceIds])].slice(0, sampleTraces),
  };
}

/** What makes an entry one and not another. */
function keyOf(entry: Booking): string {
  const { hour, owner, category, provider, sku, status, source, price, route, region, resourceId, line } = entry;
  return JSON.stringify([
    hour,
    owner.tenant,
    owner.team,
    owner.costCenter,
    owner.costCenterName,
    entry.ownerSource,
    category,
    provider,
    sku,
    status,
    source,
    price?.source,
    price?.asOf,
    price?.basis,
    price?.confidence,
    route,
    region,
    resourceId,
    line.meter,
    line.unit,
    line.listUnitPrice,
    line.unitPrice,
    line.pricingUnit,
    entry.isCorrection,
  ]);
}

/** Entries of the same thing as one: those of several processes, or of several flushes of an hour. */
export function sumEntries(entries: Iterable<LedgerEntry>): LedgerEntry[] {
  const sums = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const known = sums.get(key);
    sums.set(key, known === undefined ? { ...entry } : sumOf(known, entry));
  }
  return [...sums.values()];
}
