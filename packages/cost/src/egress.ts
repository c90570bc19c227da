import type { Cost } from './fact.ts';
import { hostMatcher } from './host.ts';
import { fraction } from './money.ts';
import { costOfUsage, type UnitPrice } from './usage-cost.ts';

/** Where bytes go, as networks bill it. A process cannot see zones, gateways and peerings: the user declares them. */
export type DestinationClass = 'internet' | 'region' | 'zone' | 'nat' | 'free' | 'unclassified';

/** A rule: which hosts are of which class. */
export interface DestinationRule {
  /** A host name, one that begins with `*.`, or a CIDR range of addresses. */
  to: string;
  class: Exclude<DestinationClass, 'unclassified'>;
}

export type EgressPrices = Partial<Record<DestinationClass, UnitPrice>>;

/** The class of a destination by the first rule that holds; `unclassified` when none does. */
export function createDestinations(rules: readonly DestinationRule[]): (host: string) => DestinationClass {
  const matchers = rules.map((rule) => ({ class: rule.class, matches: hostMatcher(rule.to) }));
  return (host) => matchers.find(({ matches }) => matches(host))?.class ?? 'unclassified';
}

/** What sending bytes cost. A GB is 2^30 bytes, as the clouds count it. */
export function costOfEgress(bytes: number, destination: DestinationClass, prices: EgressPrices): Cost {
  const metered = {
    category: 'egress' as const,
    provider: 'network',
    sku: destination,
    meter: 'Bytes Sent',
    unit: 'Bytes',
    quantity: fraction(BigInt(bytes)),
    pricingUnit: 'GB',
    pricingUnitSize: 2n ** 30n,
  };
  return costOfUsage(metered, prices[destination]);
}
