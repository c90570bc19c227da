import type { CpuWindow } from './cpu-touch.ts';
import type { Cost, Fact } from './fact.ts';
import { divide, fraction, multiply } from './money.ts';
import { type FoundOwner, nobody } from './owner.ts';
import type { ComputePrices } from './price-book.ts';
import { splitWhole } from './split-whole.ts';
import { costOfUsage, type Metered } from './usage-cost.ts';

/** What a process may use, where that is paid for and not what it uses. */
export interface Provisioned {
  vcpus: number;
  memoryGib: number;
}

/**
 * What a window cost: CPU by owner, and memory in the same shares. What nobody is charged for is a fact of its own, and
 * so is what is provisioned and idle; together they are what the process cost.
 *
 * @param rss bytes of memory that the process holds
 * @param provisioned undefined: what is used is paid for
 */
export function factsOfWindow(
  window: CpuWindow,
  rss: number,
  prices: ComputePrices,
  key: string,
  provisioned?: Provisioned,
): Fact[] {
  const { start, end, cpuMicros, shares, unattributedMicros } = window;
  const micros = Math.round((end - start) * 1000);
  const rows: { found: FoundOwner; micros: number; what: 'used' | 'unattributed' }[] = [
    ...shares.map((share) => ({ ...share, what: 'used' as const })),
    { found: nobody, micros: unattributedMicros, what: 'unattributed' },
  ];
  const weights = rows.map((row) => (cpuMicros > 0 ? row.micros : row.what === 'unattributed' ? 1 : 0));
  const memory = splitWhole(Math.round((rss * micros) / 1e6), weights);
  const facts: Fact[] = [];
  const add = (found: FoundOwner, name: string, cpu: number, byteSeconds: number): void => {
    const base = { key: '', time: start, owner: found.owner, ownerSource: found.source };
    const used: [string, Cost][] = [];
    if (cpu > 0) used.push(['cpu', costOfUsage(cpuUsage(cpu), prices.vcpuHour)]);
    if (byteSeconds > 0) used.push(['memory', costOfUsage(memoryUsage(byteSeconds), prices.gibHour)]);
    for (const [kind, cost] of used) {
      facts.push({
        ...cost,
        ...base,
        source: 'allocated',
        sku: `${cost.sku}${name}`,
        key: `${key}/${kind}${name}/${facts.length}`,
      });
    }
  };
  for (const [index, row] of rows.entries())
    add(row.found, row.what === 'used' ? '' : '.unattributed', row.micros, memory[index]!);
  if (provisioned !== undefined) {
    const idleCpu = Math.max(0, Math.round(provisioned.vcpus * micros) - cpuMicros);
    const idleMemory = Math.max(0, Math.round(((provisioned.memoryGib * 2 ** 30 - rss) * micros) / 1e6));
    add(nobody, '.idle', idleCpu, idleMemory);
  }
  return facts;
}

function cpuUsage(micros: number): Metered {
  return {
    category: 'compute',
    provider: 'process',
    sku: 'cpu',
    meter: 'CPU Time',
    unit: 'vCPU-Seconds',
    quantity: divide(fraction(BigInt(micros)), fraction(1_000_000)),
    pricingUnit: '3600 vCPU-Seconds',
    pricingUnitSize: 3600n,
  };
}

function memoryUsage(byteSeconds: number): Metered {
  return {
    category: 'compute',
    provider: 'process',
    sku: 'memory',
    meter: 'Memory Time',
    unit: 'GiB-Seconds',
    quantity: multiply(fraction(BigInt(byteSeconds)), { numerator: 1n, denominator: 2n ** 30n }),
    pricingUnit: '3600 GiB-Seconds',
    pricingUnitSize: 3600n,
  };
}
