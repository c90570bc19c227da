import { defaultBook } from './default-prices.ts';
import type { GenaiPrices } from './genai-prices.ts';
import type { Fraction } from './money.ts';
import { isNamed, mergeBooks, type PriceBook } from './price-book.ts';
import { priceProvider } from './provider-name.ts';
import type { ModelPrice } from './rates.ts';

/** Everything that has a price. */
export interface Prices {
  /** What a model costs on the day of `time` (milliseconds since 1970); undefined when no price is known. */
  model(provider: string, model: string, time: number): ModelPrice | undefined;
  readonly book: PriceBook;
}

export interface PricesOptions {
  /** Books of the user, the strongest first. */
  books?: readonly PriceBook[];
  /** The price list of models that is asked when no book has the model; undefined: none. */
  genai?: GenaiPrices | undefined;
  /** Whether the dated public prices in `default-prices.ts` apply where no book has one. */
  defaults?: boolean;
}

const dayMillis = 86_400_000;
// Names of models come from programs: one that makes them up must not fill the memory.
const mostRemembered = 2_000;

/** Looks prices up: first in the books of the user, then in the list; discounts of the user apply to the list only. */
export function createPrices({ books = [], genai, defaults = true }: PricesOptions): Prices {
  const book = mergeBooks(defaults ? [...books, defaultBook] : books);
  const remembered = new Map<string, ModelPrice | undefined>();

  function find(provider: string, model: string, time: number): ModelPrice | undefined {
    const day = new Date(time).toISOString().slice(0, 10);
    const own = book.models.find((entry) => entry.provider === provider && isNamed(entry.model, model));
    // A pattern is no name: the price is for the model that was asked for.
    if (own !== undefined) return own.model.endsWith('*') ? { ...own.price, sku: model } : own.price;
    const listed = findListed(provider, model, new Date(time));
    const discount = discountFor(provider, model, day);
    if (listed === undefined || discount === undefined) return listed;
    return { ...listed, discount, basis: 'contracted' };
  }

  function findListed(provider: string, model: string, at: Date): ModelPrice | undefined {
    const found = genai?.find(provider, model, at);
    // Azure sells OpenAI's models at what are mostly the same prices.
    if (found !== undefined || provider !== 'azure') return found;
    const other = genai?.find('openai', model, at);
    return other && { ...other, confidence: 'low' };
  }

  function discountFor(provider: string, model: string, day: string): Fraction | undefined {
    return book.discounts.find(
      ({ from = '', to, ...entry }) =>
        entry.provider === provider && isNamed(entry.model, model) && day >= from && (to === undefined || day < to),
    )?.factor;
  }

  return {
    book,
    model(given, model, time) {
      if (model === '') return undefined;
      const provider = priceProvider(given);
      // Prices change with days, and those of some models with the half hour.
      const key = `${provider} ${model} ${Math.floor(time / (dayMillis / 48))}`;
      if (remembered.has(key)) return remembered.get(key);
      if (remembered.size >= mostRemembered) remembered.clear();
      const price = find(provider, model, time);
      remembered.set(key, price);
      return price;
    },
  };
}
