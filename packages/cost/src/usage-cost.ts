import type { Category, Cost, Line, PriceOrigin } from './fact.ts';
import { divide, type Fraction, fraction, multiply, toNanos } from './money.ts';
import { formatFraction } from './price-text.ts';

/** A price for a number of units. */
export interface UnitPrice extends PriceOrigin {
  price: Fraction;
}

/** What of a thing was used, and how a bill names it. */
export interface Metered {
  category: Category;
  provider: string;
  sku: string;
  meter: string;
  unit: string;
  /** In `unit`. */
  quantity: Fraction;
  /** What a price is for: its name and how many of `unit` it holds. */
  pricingUnit: string;
  pricingUnitSize: bigint;
}

/** One quantity times its price, rounded once; unpriced without a price. */
export function costOfUsage(metered: Metered, price: UnitPrice | undefined): Cost {
  const { category, provider, sku, meter, unit, quantity, pricingUnit, pricingUnitSize } = metered;
  const line: Line = { meter, unit, quantity: toNanos(quantity), nanos: undefined, pricingUnit, pricingUnitSize };
  if (price === undefined) return { category, provider, sku, status: 'unpriced', source: 'local', lines: [line] };
  const amount = divide(multiply(quantity, price.price), fraction(pricingUnitSize));
  const unitPrice = formatFraction(price.price);
  const { source, asOf, basis, confidence } = price;
  return {
    category,
    provider,
    sku,
    status: 'ok',
    source: 'local',
    lines: [{ ...line, nanos: toNanos(amount), listUnitPrice: unitPrice, unitPrice }],
    price: { source, asOf, basis, confidence },
  };
}

/** The same usage, for nothing: from a cache, failed, or within what is not billed. */
export function freeUsage(metered: Metered, why: string): Cost {
  const { category, provider, sku, meter, unit, quantity, pricingUnit, pricingUnitSize } = metered;
  return {
    category,
    provider,
    sku,
    status: 'ok',
    source: 'local',
    lines: [{ meter, unit, quantity: toNanos(quantity), nanos: 0n, pricingUnit, pricingUnitSize }],
    price: { source: why, asOf: '', basis: 'list', confidence: 'high' },
  };
}
