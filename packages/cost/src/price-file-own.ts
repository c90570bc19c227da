import { isMap, type YAMLMap } from 'yaml';
import type { PriceOrigin } from './fact.ts';
import { isHostPattern } from './host.ts';
import { type Fraction, parseDecimal } from './money.ts';
import { emptyBook, type PriceBook } from './price-book.ts';
import { type Entry, field, fields, items, type PriceReader, scalarText } from './price-entry.ts';
import { priceProvider } from './provider-name.ts';
import { type ModelMeter, modelMeters, type Rate, type Rates } from './rates.ts';
import type { UnitPrice } from './usage-cost.ts';

// What may stand at the top of a file, and in the groups that are prices by name.
const groups = {
  queries: {
    bigquery_tib: 'bigqueryTib',
    bigquery_slot_hour: 'bigquerySlotHour',
    athena_tb: 'athenaTb',
    athena_dpu_hour: 'athenaDpuHour',
  },
  serverless: { gb_second: 'gbSecond', million_requests: 'millionRequests' },
  compute: { vcpu_hour: 'vcpuHour', gib_hour: 'gibHour' },
  egress: {
    internet: 'internet',
    region: 'region',
    zone: 'zone',
    nat: 'nat',
    free: 'free',
    unclassified: 'unclassified',
  },
  telemetry: {
    gigabyte: 'gigabyte',
    million_spans: 'millionSpans',
    million_log_records: 'millionLogRecords',
    million_data_points: 'millionDataPoints',
  },
} as const;
const others = ['currency', 'as_of', 'models', 'discounts', 'apis', 'destinations'];

/** Reads our own format; what is wrong in it is warned of and left out. docs/cost.md describes it. */
export function readOwnPrices(root: YAMLMap | undefined, reader: PriceReader): PriceBook {
  const book = emptyBook();
  if (root === undefined) return book;
  const known = [...others, ...Object.keys(groups)];
  for (const [key, entry] of fields(root, '')) {
    if (!known.includes(key)) reader.warn({ ...entry, path: `"${key}"` }, `one of ${known.join(', ')}`);
  }
  const currency = field(root, 'currency', '');
  if (currency.node != null && scalarText(currency) !== 'USD') {
    reader.warn(currency, 'USD, the only currency that amounts are kept in');
    return book;
  }
  const asOf = field(root, 'as_of', '');
  const origin: PriceOrigin = {
    source: reader.name,
    asOf: dayOf(asOf, reader) ?? '',
    basis: 'contracted',
    confidence: 'high',
  };
  for (const [group, names] of Object.entries(groups)) {
    readGroup(
      field(root, group, ''),
      names,
      book[group as keyof typeof groups] as Record<string, UnitPrice>,
      origin,
      reader,
    );
  }
  for (const entry of items(field(root, 'models', ''), reader)) readModel(entry, book, origin, reader);
  for (const entry of items(field(root, 'discounts', ''), reader)) readDiscount(entry, book, reader);
  for (const entry of items(field(root, 'apis', ''), reader)) readApi(entry, book, origin, reader);
  for (const entry of items(field(root, 'destinations', ''), reader)) readDestination(entry, book, reader);
  return book;
}

function readGroup(
  entry: Entry,
  names: Readonly<Record<string, string>>,
  prices: Record<string, UnitPrice>,
  origin: PriceOrigin,
  reader: PriceReader,
): undefined {
  if (entry.node == null) return;
  if (!isMap(entry.node)) return reader.warn(entry, 'a map of prices');
  for (const [key, value] of fields(entry.node, entry.path)) {
    const name = names[key];
    const price = name === undefined ? undefined : readPrice(value, reader);
    if (name === undefined)
      reader.warn({ ...value, path: `"${value.path}"` }, `one of ${Object.keys(names).join(', ')}`);
    else if (price !== undefined) prices[name] = { ...origin, price };
  }
}

function readModel(entry: Entry, book: PriceBook, origin: PriceOrigin, reader: PriceReader): undefined {
  if (!isMap(entry.node)) return reader.warn(entry, 'a map with provider, model and prices');
  const provider = requiredText(entry.node, 'provider', entry.path, reader);
  const model = requiredText(entry.node, 'model', entry.path, reader);
  const rates = readRates(entry.node, entry.path, reader, ['provider', 'model', 'tiers', 'service_tiers']);
  for (const tier of items(field(entry.node, 'tiers', entry.path), reader)) readTier(tier, rates, reader);
  const tierRates: Record<string, Rates> = {};
  const services = field(entry.node, 'service_tiers', entry.path);
  if (isMap(services.node)) {
    for (const [name, value] of fields(services.node, services.path)) {
      if (isMap(value.node)) tierRates[name] = readRates(value.node, value.path, reader, []);
      else reader.warn(value, 'a map of prices');
    }
  } else if (services.node != null) reader.warn(services, 'a map of prices by service tier');
  if (provider === undefined || model === undefined) return;
  if (Object.keys(rates).length === 0) return reader.warn(entry, `prices such as ${Object.keys(modelMeters)[0]}`);
  book.models.push({ provider: priceProvider(provider), model, price: { ...origin, sku: model, rates, tierRates } });
}

function readRates(map: YAMLMap, path: string, reader: PriceReader, besides: readonly string[]): Rates {
  const rates: Rates = {};
  for (const [key, value] of fields(map, path)) {
    if (besides.includes(key)) continue;
    if (!Object.hasOwn(modelMeters, key)) {
      reader.warn(
        { ...value, path: `"${value.path}"` },
        `one of ${[...besides, ...Object.keys(modelMeters)].join(', ')}`,
      );
      continue;
    }
    const price = readPrice(value, reader);
    if (price !== undefined) rates[key as ModelMeter] = { base: price };
  }
  return rates;
}

function readTier(entry: Entry, rates: Rates, reader: PriceReader): undefined {
  if (!isMap(entry.node)) return reader.warn(entry, 'a map with above and prices');
  const above = Number(scalarText(field(entry.node, 'above', entry.path)));
  if (!Number.isSafeInteger(above) || above <= 0) {
    return reader.warn(field(entry.node, 'above', entry.path), 'a number of input tokens');
  }
  for (const [meter, { base }] of Object.entries(readRates(entry.node, entry.path, reader, ['above']))) {
    const rate: Rate | undefined = rates[meter as ModelMeter];
    const tiers = [...(rate?.tiers ?? []), { above, price: base }].sort((one, other) => one.above - other.above);
    if (rate === undefined)
      reader.warn(field(entry.node, meter, entry.path), 'a meter that has a price below the tier');
    else rates[meter as ModelMeter] = { ...rate, tiers };
  }
}

function readDiscount(entry: Entry, book: PriceBook, reader: PriceReader): undefined {
  const { node } = entry;
  if (!isMap(node)) return reader.warn(entry, 'a map with provider, model and multiplier');
  const provider = requiredText(node, 'provider', entry.path, reader);
  const model = scalarText(field(node, 'model', entry.path)) ?? '*';
  const factor = readPrice(field(node, 'multiplier', entry.path), reader);
  const from = dayOf(field(node, 'from', entry.path), reader);
  const to = dayOf(field(node, 'to', entry.path), reader);
  const isDated = (key: 'from' | 'to', day: string | undefined): boolean => day !== undefined || !node.has(key);
  if (provider === undefined || factor === undefined || !isDated('from', from) || !isDated('to', to)) return;
  book.discounts.push({ provider: priceProvider(provider), model, factor, from, to });
}

function readApi(entry: Entry, book: PriceBook, origin: PriceOrigin, reader: PriceReader): undefined {
  if (!isMap(entry.node)) return reader.warn(entry, 'a map with host and price');
  const host = requiredText(entry.node, 'host', entry.path, reader);
  const price = readPrice(field(entry.node, 'price', entry.path), reader);
  const route = scalarText(field(entry.node, 'route', entry.path));
  const method = scalarText(field(entry.node, 'method', entry.path));
  if (host !== undefined && price !== undefined) book.apis.push({ ...origin, host, route, method, price });
}

function readDestination(entry: Entry, book: PriceBook, reader: PriceReader): undefined {
  if (!isMap(entry.node)) return reader.warn(entry, 'a map with to and class');
  const to = requiredText(entry.node, 'to', entry.path, reader);
  const kind = scalarText(field(entry.node, 'class', entry.path)) ?? '';
  if (!Object.hasOwn(groups.egress, kind) || kind === 'unclassified') {
    return reader.warn(field(entry.node, 'class', entry.path), 'one of internet, region, zone, nat, free');
  }
  if (to === undefined) return;
  if (!isHostPattern(to)) {
    return reader.warn(field(entry.node, 'to', entry.path), 'a host or a range such as 10.0.0.0/8');
  }
  book.destinations.push({ to, class: kind as keyof typeof groups.egress & 'internet' });
}

function requiredText(map: YAMLMap, key: string, path: string, reader: PriceReader): string | undefined {
  const entry = field(map, key, path);
  const text = scalarText(entry);
  if (text === undefined || text === '') reader.warn(entry, 'a name');
  return text || undefined;
}

function readPrice(entry: Entry, reader: PriceReader): Fraction | undefined {
  const price = parseDecimal(scalarText(entry) ?? '');
  if (price !== undefined && price.numerator >= 0n) return price;
  reader.warn(entry, 'a decimal number from 0');
  return undefined;
}

function dayOf(entry: Entry, reader: PriceReader): string | undefined {
  if (entry.node == null) return undefined;
  const text = scalarText(entry) ?? '';
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  reader.warn(entry, 'a day such as 2026-11-25');
  return undefined;
}
