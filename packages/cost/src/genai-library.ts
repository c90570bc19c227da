import { createRequire } from 'node:module';
import { createGenaiPrices, type GenaiPrices } from './genai-prices.ts';

/** The version whose prices are used, as in package.json: the library does not tell its own. */
const version = '0.1.8';

/** The price list of models, which takes about 60 ms to load: it is loaded when the first model is looked up. */
export function loadGenaiPrices(): GenaiPrices {
  const load = createRequire(import.meta.url);
  return createGenaiPrices(() => load('@pydantic/genai-prices'), version);
}
