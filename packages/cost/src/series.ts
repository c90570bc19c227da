import {
  type Attributes,
  type BatchObservableResult,
  type Meter,
  type Observable,
  ValueType,
} from '@opentelemetry/api';
import { METRIC_COST_AMOUNT, METRIC_COST_ATTRIBUTION_COVERAGE, METRIC_COST_OWNER_DROPPED } from '@spanwise/semconv';
import type { Fact } from './fact.ts';
import { otherName } from './ledger.ts';
import { toNumber } from './money.ts';
import { type DropReason, isNamed } from './owner.ts';

/** Sums since the process began, as they are published. */
export interface CostSeries {
  add(fact: Fact): void;
  dropped(reason: DropReason): void;
  /** Publishes them as metrics. */
  observe(meter: Meter): void;
}

interface Sum {
  attributes: Attributes;
  value: bigint;
  /** What was published; a counter never falls, so a correction that lowers it waits until it has been caught up with. */
  published: bigint;
}

/** Which counter takes which unit, and what its values are divided by. */
const usageCounters: Readonly<Record<string, { name: string; unit: string }>> = {
  Tokens: { name: 'cost.usage.tokens', unit: '{token}' },
  Bytes: { name: 'cost.usage.bytes', unit: 'By' },
  Requests: { name: 'cost.usage.requests', unit: '{request}' },
  Searches: { name: 'cost.usage.requests', unit: '{request}' },
  'GB-Seconds': { name: 'cost.usage.duration', unit: 's' },
  'vCPU-Seconds': { name: 'cost.usage.duration', unit: 's' },
  'GiB-Seconds': { name: 'cost.usage.duration', unit: 's' },
};

/**
 * @param maxOwners how many owners have series of their own; further ones share one called `other`. The sums stay exact,
 * the ledger has all of them.
 */
export function createCostSeries(maxOwners = 500): CostSeries {
  const owners = new Set<string>();
  const skus = new Set<string>();
  const amounts = new Map<string, Sum>();
  const usage = new Map<string, Map<string, Sum>>();
  const drops = new Map<DropReason, number>();
  let attributed = 0n;
  let total = 0n;

  function ownerOf({ owner }: Fact): Attributes {
    const attributes: Attributes = {};
    if (owner.tenant !== undefined) attributes['tenant.id'] = owner.tenant;
    if (owner.team !== undefined) attributes['team.name'] = owner.team;
    if (owner.costCenter !== undefined) attributes['cost_center.id'] = owner.costCenter;
    const key = JSON.stringify(attributes);
    if (owners.has(key) || key === '{}') return attributes;
    if (owners.size >= maxOwners) return { 'tenant.id': otherName };
    owners.add(key);
    return attributes;
  }

  function skuOf({ sku }: Fact): string {
    if (!skus.has(sku) && skus.size >= 200) return otherName;
    skus.add(sku);
    return sku;
  }

  return {
    add(fact) {
      const owner = ownerOf(fact);
      const sku = skuOf(fact);
      for (const { unit, quantity, nanos } of fact.lines) {
        if (nanos !== undefined) {
          addTo(amounts, { 'cost.category': fact.category, 'cost.currency': 'USD', ...owner }, nanos);
          total += nanos;
          if (isNamed(fact.owner)) attributed += nanos;
        }
        const counter = usageCounters[unit]?.name;
        if (counter === undefined) continue;
        const sums = usage.get(counter) ?? new Map();
        usage.set(counter, sums);
        addTo(sums, { 'cost.price.sku': sku, 'cost.status': fact.status, ...owner }, quantity);
      }
    },
    dropped: (reason) => void drops.set(reason, (drops.get(reason) ?? 0) + 1),
    observe(meter) {
      const amount = meter.createObservableCounter(METRIC_COST_AMOUNT, { unit: '{USD}', valueType: ValueType.DOUBLE });
      const counters = new Map<string, Observable>();
      for (const { name, unit } of Object.values(usageCounters)) {
        if (!counters.has(name)) counters.set(name, meter.createObservableCounter(name, { unit }));
      }
      const coverage = meter.createObservableGauge(METRIC_COST_ATTRIBUTION_COVERAGE, { unit: '1' });
      const dropped = meter.createObservableCounter(METRIC_COST_OWNER_DROPPED, { unit: '{owner}' });
      function publish(result: BatchObservableResult): void {
        for (const sum of amounts.values()) result.observe(amount, publishedValue(sum), sum.attributes);
        for (const [name, sums] of usage) {
          for (const sum of sums.values()) result.observe(counters.get(name)!, publishedValue(sum), sum.attributes);
        }
        if (total > 0n) result.observe(coverage, Number((attributed * 1_000_000n) / total) / 1_000_000);
        for (const [reason, count] of drops) result.observe(dropped, count, { 'cost.owner.drop_reason': reason });
      }
      meter.addBatchObservableCallback(publish, [amount, ...counters.values(), coverage, dropped]);
    },
  };
}

function addTo(sums: Map<string, Sum>, attributes: Attributes, value: bigint): void {
  const key = JSON.stringify(attributes);
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { attributes, value, published: 0n });
  else sum.value += value;
}

function publishedValue(sum: Sum): number {
  if (sum.value > sum.published) sum.published = sum.value;
  return toNumber(sum.published);
}
