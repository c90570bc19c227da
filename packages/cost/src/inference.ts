import { type Cost, type Line, whole } from './fact.ts';
import { modifierOf } from './modifiers.ts';
import { divide, type Fraction, fraction, multiply, toNanos, toNanosTogether } from './money.ts';
import { formatFraction } from './price-text.ts';
import { type ModelMeter, type ModelPrice, modelMeters, type Rates } from './rates.ts';

/** What one attempt of a call of a model used. Counts are whole; what is not known is not there. */
export interface InferenceUsage {
  /** All input tokens: fresh, read from the cache and written to it, of every modality. */
  input: number;
  cacheRead?: number | undefined;
  /** All that was written to the cache, for however long. */
  cacheWrite?: number | undefined;
  /** The part of `cacheWrite` that is kept for an hour. */
  cacheWrite1h?: number | undefined;
  /** Parts of `input`. */
  inputAudio?: number | undefined;
  inputImage?: number | undefined;
  /** The part of `cacheRead` that is audio. */
  cacheReadAudio?: number | undefined;
  /** All output tokens, reasoning and every modality included. */
  output: number;
  /** Parts of `output`. */
  reasoning?: number | undefined;
  outputAudio?: number | undefined;
  outputImage?: number | undefined;
  webSearches?: number | undefined;
}

/** One attempt of a call of a model. */
export interface Inference {
  provider: string;
  model: string;
  usage: InferenceUsage;
  /** The service tier that served it: `default`, `batch`, `flex`, `priority`, … */
  tier?: string | undefined;
  /** Where it had to run: `us`. */
  geo?: string | undefined;
  /** `fast`, where that is billed apart. */
  speed?: string | undefined;
  /** What the provider's response says it cost, in dollars. */
  reported?: string | number | undefined;
}

/**
 * What an attempt cost by a price. Tokens that the list has no price of their own for cost what the kind they belong to
 * costs: cached and written ones what fresh ones do, reasoning what output does.
 *
 * @param price undefined when none is known: quantities without amounts
 */
export function costOfInference(inference: Inference, price: ModelPrice | undefined): Cost {
  const { provider, model, usage, reported } = inference;
  const base = { category: 'llm' as const, provider, sku: price?.sku ?? model, price };
  const reportedNanos = reported === undefined ? undefined : fraction(reported);
  if (!isPossible(usage)) {
    return { ...base, price: undefined, status: 'invalid_usage', source: 'local', lines: [] };
  }
  if (reportedNanos !== undefined) {
    const lines = linesOf(usage, price?.rates ?? {}).map(([meter, count]) => line(meter, count));
    const [first, ...others] = lines.length > 0 ? lines : [line('request', 1)];
    // FOCUS has no unit price for a sum: it is so many dollars, at one dollar each.
    const asDollars = { unitPrice: '1', pricingUnit: 'USD', pricingUnitSize: undefined };
    const paid = [
      { ...first!, ...asDollars, nanos: toNanos(reportedNanos) },
      ...others.map((other) => ({ ...other, ...asDollars, nanos: 0n })),
    ];
    const origin = { source: provider, asOf: '', basis: 'contracted', confidence: 'high' } as const;
    return { ...base, price: origin, status: 'ok', source: 'provider', lines: paid };
  }
  if (price === undefined) {
    const lines = linesOf(usage, {}).map(([meter, count]) => line(meter, count));
    return { ...base, status: 'unpriced', source: 'local', lines };
  }
  const { rates, multiplier, isSure } = ratesFor(inference, price);
  const counts = linesOf(usage, rates);
  const prices = counts.map(([meter]) => priceOf(meter, rates, usage.input));
  const factors = counts.map(([meter]) => multiplier(meter));
  const amounts = counts.map(([meter, count], index) =>
    divide(
      multiply(fraction(BigInt(count)), prices[index] ?? zero, factors[index]!, price.discount ?? one),
      fraction(BigInt(modelMeters[meter].per)),
    ),
  );
  const nanos = toNanosTogether(amounts);
  const isPriced = prices.every((known) => known !== undefined);
  const lines = counts.map(([meter, count], index) => {
    const known = prices[index];
    if (known === undefined) return line(meter, count);
    const list = multiply(known, factors[index]!);
    return {
      ...line(meter, count),
      nanos: nanos[index],
      listUnitPrice: formatFraction(list),
      unitPrice: formatFraction(multiply(list, price.discount ?? one)),
    };
  });
  const confidence = isSure && isSameModel(model, price.sku) ? price.confidence : 'low';
  return {
    ...base,
    price: { source: price.source, asOf: price.asOf, basis: price.basis, confidence },
    status: isPriced ? 'ok' : 'unpriced',
    source: 'local',
    lines,
  };
}

const one = fraction(1);
const zero = fraction(0);

function line(meter: ModelMeter, count: number): Line {
  const { meter: name, unit, per } = modelMeters[meter];
  return {
    meter: name,
    unit,
    quantity: whole(count),
    nanos: undefined,
    pricingUnit: `${per} ${unit}`,
    pricingUnitSize: BigInt(per),
  };
}

/** Usage whose parts do not fit into their whole was reported wrongly: most often the cache was counted twice or never. */
function isPossible(usage: InferenceUsage): boolean {
  const { input, output, cacheRead = 0, cacheWrite = 0, cacheWrite1h = 0 } = usage;
  const { inputAudio = 0, inputImage = 0, cacheReadAudio = 0 } = usage;
  const { reasoning = 0, outputAudio = 0, outputImage = 0 } = usage;
  if (!Object.values(usage).every((count) => count === undefined || (Number.isSafeInteger(count) && count >= 0))) {
    return false;
  }
  return (
    cacheRead + cacheWrite <= input &&
    cacheWrite1h <= cacheWrite &&
    inputAudio + inputImage <= input &&
    cacheReadAudio <= Math.min(cacheRead, inputAudio) &&
    cacheRead - cacheReadAudio + cacheWrite <= input - inputAudio &&
    reasoning + outputAudio + outputImage <= output
  );
}

/** Takes the usage apart into what is billed apart, each token once. */
function linesOf(usage: InferenceUsage, rates: Rates): [meter: ModelMeter, count: number][] {
  const { cacheRead = 0, cacheWrite = 0, cacheWrite1h = 0, inputAudio = 0, inputImage = 0, cacheReadAudio = 0 } = usage;
  const { reasoning = 0, outputAudio = 0, outputImage = 0, webSearches = 0 } = usage;
  const audio = rates.input_audio === undefined ? 0 : inputAudio - cacheReadAudio;
  const cachedAudio = rates.cache_read_audio === undefined ? 0 : cacheReadAudio;
  const image =
    rates.input_image === undefined ? 0 : Math.min(inputImage, usage.input - cacheRead - cacheWrite - audio);
  const apart = rates.reasoning === undefined ? 0 : reasoning;
  const spoken = rates.output_audio === undefined ? 0 : outputAudio;
  const drawn = rates.output_image === undefined ? 0 : outputImage;
  const counts: [ModelMeter, number][] = [
    ['input', usage.input - cacheRead - cacheWrite - audio - image],
    ['cache_read', cacheRead - cachedAudio],
    ['cache_write', cacheWrite - cacheWrite1h],
    ['cache_write_1h', cacheWrite1h],
    ['input_audio', audio],
    ['cache_read_audio', cachedAudio],
    ['input_image', image],
    ['output', usage.output - apart - spoken - drawn],
    ['reasoning', apart],
    ['output_audio', spoken],
    ['output_image', drawn],
    ['web_search', webSearches],
    ['request', rates.request === undefined ? 0 : 1],
  ];
  return counts.filter(([, count]) => count > 0);
}

const instead: Partial<Record<ModelMeter, ModelMeter>> = {
  cache_read: 'input',
  cache_write: 'input',
  cache_write_1h: 'cache_write',
};

function priceOf(meter: ModelMeter, rates: Rates, input: number): Fraction | undefined {
  const rate = rates[meter];
  if (rate === undefined) {
    const other = instead[meter];
    return other === undefined ? undefined : priceOf(other, rates, input);
  }
  return rate.tiers?.findLast(({ above }) => input > above)?.price ?? rate.base;
}

/** The rates of the tier that served the call: those of the list, or the usual ones times what is published for it. */
function ratesFor(
  { provider, tier, geo, speed }: Inference,
  price: ModelPrice,
): { rates: Rates; multiplier: (meter: ModelMeter) => Fraction; isSure: boolean } {
  const own = tier === undefined ? undefined : price.tierRates?.[tier];
  const modifiers = [
    ...(own === undefined ? [modifierOf(provider, 'tier', tier)] : []),
    modifierOf(provider, 'geo', geo),
    modifierOf(provider, 'speed', speed),
  ].filter((modifier) => modifier !== undefined);
  return {
    rates: own === undefined ? price.rates : { ...price.rates, ...own },
    multiplier: (meter) =>
      multiply(...modifiers.map((modifier) => (modifier === 'unknown' ? one : modifier.factor(meter)))),
    isSure: !modifiers.includes('unknown'),
  };
}

/**
 * Whether the price is for the model that was asked for. Lists match by the beginning of a name, which takes
 * `claude-haiku-4-5-batch` for `claude-haiku-4-5`; a date, a version or a region make no other model.
 */
function isSameModel(model: string, sku: string): boolean {
  return plainName(model) === plainName(sku);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(models|publishers\/\w+\/models)\//, '')
    .replace(/^(regional|global|us|eu|apac|jp|au)\./, '')
    .replace(/^(anthropic|meta|amazon|mistral|cohere|openai|google)[./]/, '')
    .replace(/[-@](v\d+(:\d+)?)$/, '')
    .replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|\d{4})$/, '')
    .replace(/-(latest|preview|0)$/, '')
    .replaceAll('.', '-');
}
