import { readFileSync } from 'node:fs';
import {
  costOfInference,
  createPrices,
  formatFraction,
  loadGenaiPrices,
  type ModelPrice,
  modelMeters,
  type PriceBook,
  type Rate,
  readPriceFile,
} from '@spanwise/cost';
import { table } from './cost-ledgers.ts';
import { say } from './output.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  at: { type: 'string', value: 'DAY', help: ['The day to look prices up for, such as 2026-11-25; default today'] },
  prices: {
    type: 'string',
    value: 'FILES',
    help: ['Files with prices, with commas between; default SPANWISE_COST_PRICES'],
  },
  help: helpOption,
};

const usage = 'spanwise cost prices openai gpt-5-mini';

const pricesHelp = `Usage: spanwise cost prices [options] PROVIDER MODEL

What a call of a model would be priced with, and where that comes from.

Options:
${optionLines(options)}

Example:
  ${usage}

Exit code: 1 when no price is known, or a line of a file cannot be read.
`;

/** `spanwise cost prices` */
export function prices(args: string[]): void {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(pricesHelp);
    return;
  }
  const [provider, model, ...others] = rest;
  if (provider === undefined || model === undefined || others.length > 0) {
    throw new UsageError(`expected a provider and a model: ${usage}`);
  }
  const at = values.at === undefined ? Date.now() : Date.parse(String(values.at));
  if (Number.isNaN(at)) throw new UsageError(`--at: got ${values.at}, expected a day such as 2026-11-25`);
  const files = ((values.prices as string | undefined) ?? process.env.SPANWISE_COST_PRICES ?? '').split(',');
  const books = files.filter((path) => path.trim() !== '').map((path) => readBook(path.trim()));
  const price = createPrices({ books, genai: loadGenaiPrices() }).model(provider, model, at);
  if (price === undefined) {
    process.stdout.write(
      `No price is known for ${model} of ${provider}: its calls are unpriced, their tokens counted.\n`,
    );
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${priceText(provider, model, price)}\n`);
}

function readBook(path: string): PriceBook {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
  const { book, warnings } = readPriceFile(path, text);
  for (const warning of warnings) say(warning);
  if (warnings.length > 0) process.exitCode = 1;
  return book;
}

function priceText(provider: string, model: string, price: ModelPrice): string {
  const { sku, source, asOf, basis, rates, tierRates = {}, discount } = price;
  const confidence = costOfInference({ provider, model, usage: { input: 1, output: 0 } }, price).price?.confidence;
  const doubt = confidence === 'low' ? `; low confidence, since the price is that of ${sku}` : '';
  const lines = Object.entries(rates).map(([meter, rate]) => line(meter, rate));
  for (const [tier, some] of Object.entries(tierRates)) {
    for (const [meter, rate] of Object.entries(some)) lines.push(line(meter, rate, `${tier}: `));
  }
  return [
    `${sku}, from ${source}${asOf === '' ? '' : ` as of ${asOf}`} (${basis}${doubt})`,
    ...(discount === undefined ? [] : [`times ${formatFraction(discount)}, by a discount`]),
    '',
    table(lines, 3),
  ].join('\n');
}

function line(meter: string, { base, tiers = [] }: Rate, prefix = ''): [string, string, string] {
  const { meter: name, unit, per } = modelMeters[meter as keyof typeof modelMeters];
  const above = tiers.map((tier) => `; $${formatFraction(tier.price)} above ${tier.above} input tokens`);
  return [`${prefix}${name}`, `$${formatFraction(base)}`, `for ${per} ${unit}${above.join('')}`];
}
