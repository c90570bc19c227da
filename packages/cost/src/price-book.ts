import type { ApiPrice } from './api-call.ts';
import type { DestinationRule, EgressPrices } from './egress.ts';
import type { Fraction } from './money.ts';
import type { QueryPrices } from './query.ts';
import type { ModelPrice } from './rates.ts';
import type { ServerlessPrices } from './serverless.ts';
import type { UnitPrice } from './usage-cost.ts';

/** A price for models, by the provider's name in price lists and a pattern for names of models. */
interface ModelEntry {
  provider: string;
  /** A name, or the beginning of names with `*` after it. */
  model: string;
  price: ModelPrice;
}

/** What was agreed on with a provider: a factor on the list price. */
interface Discount {
  provider: string;
  model: string;
  factor: Fraction;
  /** Days, as `2026-11-25`; the last one is not in it. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Prices of what is paid for by the hour. */
export interface ComputePrices {
  vcpuHour?: UnitPrice | undefined;
  gibHour?: UnitPrice | undefined;
}

/** Prices of telemetry, by what backends bill. */
export interface TelemetryPrices {
  gigabyte?: UnitPrice | undefined;
  millionSpans?: UnitPrice | undefined;
  millionLogRecords?: UnitPrice | undefined;
  millionDataPoints?: UnitPrice | undefined;
}

/** All prices of a file, or of several, those of the first before those of the next. */
export interface PriceBook {
  models: ModelEntry[];
  discounts: Discount[];
  queries: QueryPrices;
  apis: ApiPrice[];
  serverless: ServerlessPrices;
  compute: ComputePrices;
  egress: EgressPrices;
  destinations: DestinationRule[];
  telemetry: TelemetryPrices;
}

export function emptyBook(): PriceBook {
  return {
    models: [],
    discounts: [],
    queries: {},
    apis: [],
    serverless: {},
    compute: {},
    egress: {},
    destinations: [],
    telemetry: {},
  };
}

/** Several books as one; where two have a price for the same, that of the first counts. */
export function mergeBooks(books: readonly PriceBook[]): PriceBook {
  const merged = emptyBook();
  for (const book of books) {
    merged.models.push(...book.models);
    merged.discounts.push(...book.discounts);
    merged.apis.push(...book.apis);
    merged.destinations.push(...book.destinations);
    merged.queries = { ...book.queries, ...merged.queries };
    merged.serverless = { ...book.serverless, ...merged.serverless };
    merged.compute = { ...book.compute, ...merged.compute };
    merged.egress = { ...book.egress, ...merged.egress };
    merged.telemetry = { ...book.telemetry, ...merged.telemetry };
  }
  return merged;
}

/** Whether a name is one that a pattern means: the whole name, or its beginning before a `*`. */
export function isNamed(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}
