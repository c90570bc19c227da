import type { Owner } from '@spanwise/semconv';
import type { Nanos } from './money.ts';

export type Category = 'llm' | 'query' | 'compute' | 'egress' | 'api' | 'telemetry' | 'other';
export type OwnerSource = 'resolver' | 'header' | 'claim' | 'baggage' | 'route' | 'resource' | 'unattributed';
export type Status = 'ok' | 'unpriced' | 'invalid_usage';

/** One quantity of a fact with its price: a row of a bill. */
export interface Line {
  /** What is metered, as a bill calls it: `Cache Read Tokens`. */
  meter: string;
  /** Unit of `quantity`, as FOCUS spells units: `Tokens`. */
  unit: string;
  /** In billionths of `unit`. */
  quantity: bigint;
  /** Undefined when no price is known; 0 only for what is free. */
  nanos: Nanos | undefined;
  /** The price of one `pricingUnit` before discounts, as a decimal text. */
  listUnitPrice?: string | undefined;
  /** The price of one `pricingUnit`, as a decimal text. */
  unitPrice?: string | undefined;
  /** Unit that the price is for, `1000000 Tokens`, and how many of `unit` it holds. */
  pricingUnit?: string | undefined;
  pricingUnitSize?: bigint | undefined;
}

/** Where a price comes from. */
export interface PriceOrigin {
  /** The price list, with its version: `genai-prices@0.1.8`. */
  source: string;
  /** The day for which the price was looked up. */
  asOf: string;
  basis: 'list' | 'contracted' | 'default';
  confidence: 'high' | 'low';
}

/** What something cost, without who pays for it. */
export interface Cost {
  category: Category;
  /** Who sells it: `openai`, `aws`. */
  provider: string;
  /** What it is called in the price list. */
  sku: string;
  status: Status;
  source: 'provider' | 'local' | 'allocated';
  lines: readonly Line[];
  price?: PriceOrigin | undefined;
}

/** One thing that was paid for, once: an attempt of a call, a query, a run of a function. */
export interface Fact extends Cost {
  /** What tells it from all others: facts with a key that the ledger knows already change nothing. */
  key: string;
  /** When it was used, in milliseconds since 1970. */
  time: number;
  owner: Owner;
  ownerSource: OwnerSource;
  route?: string | undefined;
  /** Region and resource of the provider, where a bill has them. */
  region?: string | undefined;
  resourceId?: string | undefined;
  traceId?: string | undefined;
}

/** The sum of the lines, or undefined when one of them has no price. */
export function totalOf(lines: readonly Line[]): Nanos | undefined {
  let total = 0n;
  for (const { nanos } of lines) {
    if (nanos === undefined) return undefined;
    total += nanos;
  }
  return total;
}

/** A whole quantity in billionths. */
export function whole(quantity: number): bigint {
  return BigInt(quantity) * 1_000_000_000n;
}
