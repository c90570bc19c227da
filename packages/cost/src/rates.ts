import type { PriceOrigin } from './fact.ts';
import type { Fraction } from './money.ts';

/** What calls of models are billed by. */
export type ModelMeter =
  | 'input'
  | 'cache_read'
  | 'cache_write'
  | 'cache_write_1h'
  | 'input_audio'
  | 'cache_read_audio'
  | 'input_image'
  | 'output'
  | 'reasoning'
  | 'output_audio'
  | 'output_image'
  | 'web_search'
  | 'request';

/** How a bill names each meter, and how many units a price is for. */
export const modelMeters: Readonly<Record<ModelMeter, { meter: string; unit: string; per: number }>> = {
  input: { meter: 'Input Tokens', unit: 'Tokens', per: 1_000_000 },
  cache_read: { meter: 'Cache Read Tokens', unit: 'Tokens', per: 1_000_000 },
  cache_write: { meter: 'Cache Write Tokens', unit: 'Tokens', per: 1_000_000 },
  cache_write_1h: { meter: 'Cache Write 1h Tokens', unit: 'Tokens', per: 1_000_000 },
  input_audio: { meter: 'Input Audio Tokens', unit: 'Tokens', per: 1_000_000 },
  cache_read_audio: { meter: 'Cache Read Audio Tokens', unit: 'Tokens', per: 1_000_000 },
  input_image: { meter: 'Input Image Tokens', unit: 'Tokens', per: 1_000_000 },
  output: { meter: 'Output Tokens', unit: 'Tokens', per: 1_000_000 },
  reasoning: { meter: 'Reasoning Tokens', unit: 'Tokens', per: 1_000_000 },
  output_audio: { meter: 'Output Audio Tokens', unit: 'Tokens', per: 1_000_000 },
  output_image: { meter: 'Output Image Tokens', unit: 'Tokens', per: 1_000_000 },
  web_search: { meter: 'Web Searches', unit: 'Searches', per: 1_000 },
  request: { meter: 'Requests', unit: 'Requests', per: 1_000 },
};

/** The price of `modelMeters[…].per` units, and of those above a threshold of the whole input. */
export interface Rate {
  base: Fraction;
  /** Above `above` input tokens all units cost `price`; in rising order. */
  tiers?: readonly { above: number; price: Fraction }[] | undefined;
}

export type Rates = Partial<Record<ModelMeter, Rate>>;

/** What a model costs on a day. */
export interface ModelPrice extends PriceOrigin {
  sku: string;
  rates: Rates;
  /** Rates of service tiers that the list has apart, such as `batch`. */
  tierRates?: Readonly<Record<string, Rates>> | undefined;
  /** What a discount makes of the list price; 1 when there is none. */
  discount?: Fraction | undefined;
}
