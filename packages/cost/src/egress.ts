import { BlockList, isIP } from 'node:net';
import type { Cost } from './fact.ts';
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

/**
 * Whether a host is one that a pattern means.
 *
 * @param pattern a host name or address, `*.` and the end of host names, or a CIDR range such as `10.0.0.0/8`
 */
export function hostMatcher(pattern: string): (host: string) => boolean {
  const plain = pattern.trim().toLowerCase();
  const [network = '', prefix] = plain.split('/');
  if (prefix !== undefined && isIP(network)) {
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
    return (host) => {
      const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    };
  }
  if (plain.startsWith('*.')) return (host) => host.toLowerCase().endsWith(plain.slice(1));
  return (host) => host.toLowerCase() === plain;
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
