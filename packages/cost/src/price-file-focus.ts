import { basename } from 'node:path';
import { parseCsv } from './csv.ts';
import { divide, fraction, multiply, parseDecimal } from './money.ts';
import { emptyBook } from './price-book.ts';
import type { PriceFile } from './price-file.ts';
import { priceProvider } from './provider-name.ts';
import { type ModelMeter, type ModelPrice, modelMeters } from './rates.ts';

const metersByName = new Map(Object.entries(modelMeters).map(([id, { meter }]) => [meter, id as ModelMeter]));

/**
 * Reads a price sheet or a bill in the columns of FOCUS: the contracted price of a row, or its list price, becomes the
 * price of its SKU's meter. Rows that are no usage of models that we know the meters of are left out silently.
 */
export function readFocusPrices(path: string, text: string): PriceFile {
  const book = emptyBook();
  const warnings: string[] = [];
  const bySku = new Map<string, ModelPrice>();
  for (const { line, record } of parseCsv(text)) {
    const meter = metersByName.get(record.SkuMeter ?? '');
    const sku = record.SkuId;
    if (meter === undefined || !sku) continue;
    const text = record.ContractedUnitPrice || record.ListUnitPrice || '';
    const price = parseDecimal(text);
    const size = unitSize(record.PricingUnit ?? '');
    if (price === undefined || price.numerator < 0n || size === undefined || record.BillingCurrency !== 'USD') {
      const received = `${text} ${record.BillingCurrency} per ${record.PricingUnit}`;
      warnings.push(`${path}:${line}: the price is ${received}, expected USD per a number of units; left out`);
      continue;
    }
    const provider = priceProvider(record.ServiceProviderName || record.ProviderName || '');
    const known = bySku.get(`${provider} ${sku}`) ?? {
      sku,
      rates: {},
      source: basename(path),
      asOf: (record.ChargePeriodStart ?? '').slice(0, 10),
      basis: record.ContractedUnitPrice ? ('contracted' as const) : ('list' as const),
      confidence: 'high' as const,
    };
    if (known.rates[meter] === undefined) {
      known.rates[meter] = { base: divide(multiply(price, fraction(BigInt(modelMeters[meter].per))), fraction(size)) };
    }
    if (!bySku.has(`${provider} ${sku}`)) book.models.push({ provider, model: sku, price: known });
    bySku.set(`${provider} ${sku}`, known);
  }
  return { book, warnings };
}

/** `1000000 Tokens` is 1000000 of them, `Tokens` is one. */
function unitSize(unit: string): bigint | undefined {
  const match = /^(?:(\d+) )?[A-Za-z]/.exec(unit);
  return match === null ? undefined : BigInt(match[1] ?? 1);
}
