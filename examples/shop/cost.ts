import { existsSync } from 'node:fs';
import { formatNanos, fraction, readLedgerFile, toNanos } from '@spanwise/cost';

/** What the shop spent, and for whom. */
export interface ShopCost {
  /** In billionths of a dollar. */
  nanoUsd: number;
  /** The same by tenant; `unattributed` is nobody's. */
  byTenant: Record<string, number>;
}

/** Sums the rows that the services have written; undefined when costs are not kept. */
export function readCost(ledger: string): ShopCost | undefined {
  if (!existsSync(ledger)) return undefined;
  const cost: ShopCost = { nanoUsd: 0, byTenant: {} };
  for (const { Tags = '{}', EffectiveCost = '0' } of readLedgerFile(ledger).rows) {
    const tenant: string = JSON.parse(Tags)['tenant.id'] ?? 'unattributed';
    const nanos = Number(toNanos(fraction(EffectiveCost)));
    cost.byTenant[tenant] = (cost.byTenant[tenant] ?? 0) + nanos;
    cost.nanoUsd += nanos;
  }
  cost.byTenant = Object.fromEntries(Object.entries(cost.byTenant).sort(([one], [other]) => (one < other ? -1 : 1)));
  return cost;
}

/** What was spent as lines, a row a tenant. */
export function costLines({ nanoUsd, byTenant }: ShopCost): string[] {
  const rows = [...Object.entries(byTenant), ['all tenants', nanoUsd] as const];
  return rows.map(([tenant, nanos]) => `  ${tenant.padEnd(16)}$${formatNanos(BigInt(nanos)).padEnd(12)}`.trimEnd());
}
