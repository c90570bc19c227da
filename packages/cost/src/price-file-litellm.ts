import { isMap, type YAMLMap } from 'yaml';
import { type Fraction, fraction, multiply, parseDecimal } from './money.ts';
import { emptyBook, type PriceBook } from './price-book.ts';
import { type Entry, fields, type PriceReader, scalarText } from './price-entry.ts';
import { priceProvider } from './provider-name.ts';
import { type ModelMeter, modelMeters, type Rate, type Rates } from './rates.ts';

/** What LiteLLM calls the price of one unit; `_above_200k_tokens`, `_batches`, `_flex` and `_priority` may follow. */
const meters: Readonly<Record<string, ModelMeter>> = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoning',
  cache_read_input_token_cost: 'cache_read',
  cache_creation_input_token_cost: 'cache_write',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
  input_cost_per_audio_token: 'input_audio',
  output_cost_per_audio_token: 'output_audio',
  cache_read_input_audio_token_cost: 'cache_read_audio',
  input_cost_per_image_token: 'input_image',
  output_cost_per_image_token: 'output_image',
  input_cost_per_request: 'request',
};

const serviceTiers: Readonly<Record<string, string>> = { batches: 'batch', flex: 'flex', priority: 'priority' };
const suffix = /_(?:above_(\d+)k_tokens)?_?(batches|flex|priority)?$/;

/** Whether a document has entries of LiteLLM's `model_prices_and_context_window.json`. */
export function isLitellm(root: YAMLMap): boolean {
  return root.items.some(({ value }) => isMap(value) && value.has('litellm_provider'));
}

/**
 * The entries of LiteLLM's JSON, with their prices only.
 *
 * @returns undefined when it is not LiteLLM's, or no JSON
 */
export function onlyPrices(text: string): Record<string, object> | undefined {
  let all: Record<string, Record<string, unknown>>;
  try {
    all = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (all === null || typeof all !== 'object') return undefined;
  const entries = Object.entries(all).filter(([, entry]) => typeof entry?.litellm_provider === 'string');
  if (entries.length === 0) return undefined;
  const kept = entries.map(([name, entry]) => {
    const fields = Object.entries(entry).filter(([key]) => key === 'litellm_provider' || meterOf(key) !== undefined);
    return [name, Object.fromEntries(fields)];
  });
  return Object.fromEntries(kept);
}

/**
 * Reads LiteLLM's JSON. Entries without prices by token are left out silently: the file has images, audio by the second
 * and other things that we do not meter.
 */
export function readLitellm(root: YAMLMap, reader: PriceReader): PriceBook {
  const book = emptyBook();
  for (const [name, { node, path }] of fields(root, '')) {
    if (!isMap(node) || name === 'sample_spec') continue;
    const provider = scalarText({ node: node.get('litellm_provider', true) as Entry['node'], path }) ?? '';
    const { rates, tierRates } = readRates(node, path, reader);
    if (Object.keys(rates).length === 0) continue;
    const model = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name;
    book.models.push({
      provider: priceProvider(
        provider.replace(/-(language|anthropic|llama|mistral|ai21).*$/, '').replace(/_converse$/, ''),
      ),
      model,
      price: { sku: model, rates, tierRates, source: reader.name, asOf: '', basis: 'contracted', confidence: 'high' },
    });
  }
  return book;
}

function readRates(
  map: YAMLMap,
  path: string,
  reader: PriceReader,
): { rates: Rates; tierRates: Record<string, Rates> } {
  const rates: Rates = {};
  const tierRates: Record<string, Rates> = {};
  const above: { meter: ModelMeter; service: string | undefined; above: number; price: Fraction }[] = [];
  for (const [key, entry] of fields(map, path)) {
    const named = meterOf(key);
    if (named === undefined) continue;
    const price = parseDecimal(scalarText(entry) ?? '');
    if (price === undefined || price.numerator < 0n) {
      reader.warn(entry, 'a decimal number from 0');
      continue;
    }
    const per = multiply(price, fraction(BigInt(modelMeters[named.meter].per)));
    if (named.above !== undefined) above.push({ ...named, above: named.above, price: per });
    else ratesOf(named.service)[named.meter] = { base: per };
  }
  for (const { meter, service, above: tokens, price } of above.sort((one, other) => one.above - other.above)) {
    const rate: Rate | undefined = ratesOf(service)[meter];
    if (rate !== undefined)
      ratesOf(service)[meter] = { ...rate, tiers: [...(rate.tiers ?? []), { above: tokens, price }] };
  }
  return { rates, tierRates };

  function ratesOf(service: string | undefined): Rates {
    if (service === undefined) return rates;
    tierRates[service] ??= {};
    return tierRates[service];
  }
}

function meterOf(
  key: string,
): { meter: ModelMeter; service: string | undefined; above: number | undefined } | undefined {
  if (Object.hasOwn(meters, key)) return { meter: meters[key]!, service: undefined, above: undefined };
  const [ending = '', thousands, service] = suffix.exec(key) ?? [];
  const plain = ending === '' ? key : key.slice(0, -ending.length);
  if (!Object.hasOwn(meters, plain)) return undefined;
  return {
    meter: meters[plain]!,
    service: service === undefined ? undefined : serviceTiers[service],
    above: thousands === undefined ? undefined : Number(thousands) * 1000,
  };
}
