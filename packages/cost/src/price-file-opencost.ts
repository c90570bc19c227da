import type { YAMLMap } from 'yaml';
import { parseDecimal } from './money.ts';
import { emptyBook, type PriceBook } from './price-book.ts';
import { field, type PriceReader, scalarText } from './price-entry.ts';
import type { UnitPrice } from './usage-cost.ts';

/** Whether a document is one of OpenCost's price files, such as `default.json`. */
export function isOpencost(root: YAMLMap): boolean {
  return root.has('CPU') && root.has('RAM');
}

/**
 * Reads OpenCost's JSON: dollars an hour for a vCPU and a GiB, dollars a GiB for what leaves.
 * https://www.opencost.io/docs/configuration/on-prem
 */
export function readOpencost(root: YAMLMap, reader: PriceReader): PriceBook {
  const book = emptyBook();
  const { compute, egress } = book;
  compute.vcpuHour = price('CPU');
  compute.gibHour = price('RAM');
  egress.internet = price('internetNetworkEgress');
  egress.region = price('regionNetworkEgress');
  egress.zone = price('zoneNetworkEgress');
  egress.nat = price('natGatewayEgress');
  for (const group of [compute, egress]) {
    for (const [key, value] of Object.entries(group))
      if (value === undefined) delete (group as Record<string, unknown>)[key];
  }
  return book;

  function price(key: string): UnitPrice | undefined {
    const entry = field(root, key, '');
    if (entry.node == null) return undefined;
    const parsed = parseDecimal(scalarText(entry) ?? '');
    if (parsed !== undefined && parsed.numerator >= 0n) {
      return { price: parsed, source: reader.name, asOf: '', basis: 'contracted', confidence: 'high' };
    }
    reader.warn(entry, 'a decimal number from 0');
    return undefined;
  }
}
