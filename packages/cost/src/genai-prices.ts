import type { ModelPrice as LibraryPrice, TieredPrices } from '@pydantic/genai-prices';
import { fraction } from './money.ts';
import type { ModelMeter, ModelPrice, Rate, Rates } from './rates.ts';

type Library = typeof import('@pydantic/genai-prices');

/** What we call what the library calls its units. */
const meters: Readonly<Record<string, ModelMeter>> = {
  input_mtok: 'input',
  cache_read_mtok: 'cache_read',
  cache_write_mtok: 'cache_write',
  cache_write_1h_mtok: 'cache_write_1h',
  input_audio_mtok: 'input_audio',
  cache_audio_read_mtok: 'cache_read_audio',
  input_image_mtok: 'input_image',
  output_mtok: 'output',
  output_reasoning_mtok: 'reasoning',
  output_audio_mtok: 'output_audio',
  output_image_mtok: 'output_image',
  web_searches_kcount: 'web_search',
  requests_kcount: 'request',
};

/** The list prices of `@pydantic/genai-prices`. */
export interface GenaiPrices {
  /** @returns undefined when it does not know the model of that provider */
  find(provider: string, model: string, at: Date): ModelPrice | undefined;
}

/**
 * @param load gives the library; called at the first model
 * @param version of the library, for the origin of prices
 */
export function createGenaiPrices(load: () => Library, version: string): GenaiPrices {
  let library: Library | undefined;
  return {
    find(providerId, model, at) {
      library ??= load();
      // Without usage it only looks up: what it would calculate are doubles.
      const found = library.calcPrice({}, model, { providerId, timestamp: at });
      if (found === null) return undefined;
      return {
        sku: found.model.id,
        rates: ratesOf(found.model_price),
        source: `genai-prices@${version}`,
        asOf: at.toISOString().slice(0, 10),
        basis: 'list',
        // Some providers' lists go on with those of others, whose price may differ.
        confidence: found.provider.id === providerId ? 'high' : 'low',
      };
    },
  };
}

function ratesOf(price: LibraryPrice): Rates {
  const rates: Rates = {};
  for (const [unit, value] of Object.entries(price)) {
    const meter = meters[unit];
    if (meter !== undefined && value !== undefined) rates[meter] = rateOf(value);
  }
  return rates;
}

function rateOf(value: number | TieredPrices): Rate {
  if (typeof value === 'number') return { base: fraction(value) };
  return {
    base: fraction(value.base),
    tiers: value.tiers
      .map(({ start, price }) => ({ above: start, price: fraction(price) }))
      .sort((first, second) => first.above - second.above),
  };
}
