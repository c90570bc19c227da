import type { LedgerEntry } from './ledger.ts';
import type { Nanos } from './money.ts';
import { isNamed } from './owner.ts';

/** What a report can be divided by. */
export const dimensions = [
  'tenant',
  'team',
  'cost_center',
  'category',
  'provider',
  'sku',
  'meter',
  'route',
  'region',
  'resource',
  'hour',
  'day',
  'status',
] as const;

export type Dimension = (typeof dimensions)[number];

/** What a report looks at in an entry of a ledger; other sources know no more. */
export type ReportEntry = Pick<
  LedgerEntry,
  'hour' | 'owner' | 'category' | 'provider' | 'sku' | 'status' | 'route' | 'region' | 'resourceId' | 'nanos' | 'calls'
> & { line: Pick<LedgerEntry['line'], 'meter'> };

interface ReportRow {
  /** Its value in each dimension, in their order. */
  values: string[];
  nanos: Nanos;
  /** How many calls, queries and runs it sums. */
  calls: number;
}

export interface Report {
  rows: ReportRow[];
  total: Nanos;
  calls: number;
  /** What has an owner, of the total. */
  attributed: Nanos;
  /** Facts without a price, by what was used: they are in no amount. */
  unpriced: Map<string, number>;
}

/** What a row of nobody is called, and of what is provisioned and not used. */
const unattributed = 'unattributed';
const idle = 'idle';

/** Sums entries by dimensions; the most expensive row first. The rows sum to the total. */
export function createReport(entries: Iterable<ReportEntry>, by: readonly Dimension[]): Report {
  const rows = new Map<string, ReportRow>();
  const report: Report = { rows: [], total: 0n, calls: 0, attributed: 0n, unpriced: new Map() };
  for (const entry of entries) {
    const { nanos, owner, sku, provider, status } = entry;
    if (status !== 'ok') {
      const what = `${sku} of ${provider}: ${status}`;
      report.unpriced.set(what, (report.unpriced.get(what) ?? 0) + entry.calls);
    }
    const values = by.map((dimension) => valueIn(entry, dimension));
    const key = JSON.stringify(values);
    const row = rows.get(key) ?? { values, nanos: 0n, calls: 0 };
    rows.set(key, row);
    row.nanos += nanos ?? 0n;
    row.calls += entry.calls;
    report.total += nanos ?? 0n;
    report.calls += entry.calls;
    if (isNamed(owner)) report.attributed += nanos ?? 0n;
  }
  report.rows = [...rows.values()].sort((one, other) => {
    if (one.nanos !== other.nanos) return one.nanos > other.nanos ? -1 : 1;
    return one.values.join() < other.values.join() ? -1 : 1;
  });
  return report;
}

function valueIn(entry: ReportEntry, dimension: Dimension): string {
  const { owner, sku } = entry;
  const ownerless = sku.endsWith('.idle') ? idle : unattributed;
  switch (dimension) {
    case 'tenant':
      return owner.tenant ?? ownerless;
    case 'team':
      return owner.team ?? ownerless;
    case 'cost_center':
      return owner.costCenter ?? ownerless;
    case 'meter':
      return entry.line.meter;
    case 'route':
    case 'region':
      return entry[dimension] ?? '';
    case 'resource':
      return entry.resourceId ?? '';
    case 'hour':
      return new Date(entry.hour).toISOString().slice(0, 13);
    case 'day':
      return new Date(entry.hour).toISOString().slice(0, 10);
    default:
      return entry[dimension];
  }
}
