import assert from 'node:assert/strict';
import { checkFocusRows, formatNanos, fraction, readLedgerFile, toNanos } from '@spanwise/cost';

/** What the rows of a ledger file sum to by tenant, in dollars; all of them are by the rules of FOCUS. */
export function dollarsByTenant(path: string): Record<string, string> {
  const { rows, warnings } = readLedgerFile(path);
  assert.deepEqual([warnings, checkFocusRows(rows)], [[], []]);
  const sums: Record<string, bigint> = {};
  for (const { Tags, EffectiveCost } of rows) {
    const tenant = JSON.parse(Tags!)['tenant.id'] ?? 'nobody';
    sums[tenant] = (sums[tenant] ?? 0n) + toNanos(fraction(EffectiveCost!));
  }
  return Object.fromEntries(Object.entries(sums).map(([tenant, nanos]) => [tenant, formatNanos(nanos)]));
}
