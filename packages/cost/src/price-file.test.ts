import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCsv } from './csv.ts';
import { totalOf } from './fact.ts';
import { costOfInference } from './inference.ts';
import { formatNanos } from './money.ts';
import type { PriceBook } from './price-book.ts';
import { readPriceFile } from './price-file.ts';
import { formatFraction } from './price-text.ts';
import { createPrices } from './prices.ts';

const wrong: [what: string, text: string, warning: string][] = [
  ['no map', '- 1', 'p.yaml:1: the file is [1], expected a map of prices; left out'],
  [
    'another currency',
    'currency: EUR\nmodels: 1',
    'p.yaml:1: currency is "EUR", expected USD, the only currency that amounts are kept in; left out',
  ],
  [
    'a negative price',
    'models:\n- {provider: a, model: b, output: 1, input: -1}',
    'p.yaml:2: models[0].input is -1, expected a decimal number from 0; left out',
  ],
  [
    'a price that is none',
    'egress: {internet: cheap}',
    'p.yaml:1: egress.internet is "cheap", expected a decimal number from 0; left out',
  ],
  ['no list', 'models: {}', 'p.yaml:1: models is {}, expected a list; left out'],
  [
    'a model without name',
    'models:\n- {provider: a, input: 1}',
    'p.yaml:2: models[0].model is nothing, expected a name; left out',
  ],
  [
    'a tier below nothing',
    'models:\n- {provider: a, model: b, input: 1, tiers: [{above: 0, input: 2}]}',
    'p.yaml:2: models[0].tiers[0].above is 0, expected a number of input tokens; left out',
  ],
  [
    'a day that is none',
    'discounts:\n- {provider: a, multiplier: 0.5, from: 2026-13-01}',
    'p.yaml:2: discounts[0].from is "2026-13-01", expected a day such as 2026-11-25; left out',
  ],
  [
    'a range that is none',
    'destinations:\n- {to: 10.0.0.0/64, class: free}',
    'p.yaml:2: destinations[0].to is "10.0.0.0/64", expected a host or a range such as 10.0.0.0/8; left out',
  ],
  [
    'a class that is none',
    'destinations:\n- {to: a, class: moon}',
    'p.yaml:2: destinations[0].class is "moon", expected one of internet, region, zone, nat, free; left out',
  ],
];

describe('own price files', () => {
  for (const [what, text, warning] of wrong) {
    it(what, () => assert.deepEqual(readPriceFile('p.yaml', text).warnings, [warning]));
  }

  it('what is no YAML', () => {
    const { book, warnings } = readPriceFile('p.yaml', 'models: [');
    assert.match(warnings[0] ?? '', /^p\.yaml:1: /);
    assert.deepEqual(book.models, []);
  });

  it('a discount with a wrong day is left out whole', () => {
    assert.deepEqual(readPriceFile('p.yaml', wrong[7]![1]).book.discounts, []);
  });

  it('JSON is YAML too', () => {
    const { book, warnings } = readPriceFile('p.json', '{"compute": {"vcpu_hour": "0.04"}}');
    assert.deepEqual([book.compute.vcpuHour && formatFraction(book.compute.vcpuHour.price), warnings], ['0.04', []]);
  });
});

function costBy(book: PriceBook, model: string, tier?: string, input = 1_000_000): string | undefined {
  const price = createPrices({ books: [book] }).model('openai', model, 0);
  const usage = { input, cacheRead: input / 10, output: 1000 };
  const total = totalOf(costOfInference({ provider: 'openai', model, tier, usage }, price).lines);
  return total === undefined ? undefined : formatNanos(total);
}

describe('price files of others', () => {
  it('LiteLLM: tokens, tiers by length, service tiers', () => {
    const { book, warnings } = readPriceFile(
      'litellm.json',
      JSON.stringify({
        sample_spec: { litellm_provider: 'one of', input_cost_per_token: 'a number' },
        'gpt-x': {
          litellm_provider: 'openai',
          input_cost_per_token: 2.5e-7,
          input_cost_per_token_above_200k_tokens: 5e-7,
          input_cost_per_token_batches: 1.25e-7,
          output_cost_per_token: 2e-6,
          cache_read_input_token_cost: 2.5e-8,
        },
        'dall-e': { litellm_provider: 'openai', input_cost_per_pixel: 1 },
        broken: { litellm_provider: 'openai', input_cost_per_token: 'free' },
      }),
    );
    assert.deepEqual(warnings, [
      'litellm.json: broken.input_cost_per_token is "free", expected a decimal number from 0; left out',
    ]);
    assert.deepEqual(
      book.models.map(({ provider, model }) => [provider, model]),
      [['openai', 'gpt-x']],
    );
    assert.equal(costBy(book, 'gpt-x', undefined, 100_000), '0.02475');
    assert.equal(costBy(book, 'gpt-x'), '0.4545');
    assert.equal(costBy(book, 'gpt-x', 'batch'), '0.117');
  });

  it('OpenCost: compute and egress', () => {
    const { book } = readPriceFile(
      'default.json',
      '{"provider":"custom","CPU":"0.031611","RAM":"0.004237","internetNetworkEgress":"0.12","natGatewayEgress":"0.045"}',
    );
    assert.equal(formatFraction(book.compute.vcpuHour!.price), '0.031611');
    assert.deepEqual(Object.keys(book.egress), ['internet', 'nat']);
  });

  it('FOCUS: contracted prices by SKU and meter', () => {
    const sheet = [
      'ServiceProviderName,SkuId,SkuMeter,PricingUnit,ListUnitPrice,ContractedUnitPrice,BillingCurrency,ChargePeriodStart',
      'openai,gpt-x,Input Tokens,1000000 Tokens,0.30,0.25,USD,2026-11-01T00:00:00Z',
      'openai,gpt-x,Cache Read Tokens,Tokens,,0.000000025,USD,',
      'openai,gpt-x,Output Tokens,1000 Tokens,0.002,,USD,',
      'openai,gpt-x,Output Tokens,1000 Tokens,0.002,,EUR,',
      'aws,i-1,Hours,Hours,1,,USD,',
    ].join('\r\n');
    const { book, warnings } = readPriceFile('sheet.csv', sheet);
    assert.deepEqual(warnings, [
      'sheet.csv:5: the price is 0.002 EUR per 1000 Tokens, expected USD per a number of units; left out',
    ]);
    assert.equal(costBy(book, 'gpt-x'), '0.2295');
  });
});

describe('CSV', () => {
  it('quotes, commas and line breaks', () => {
    assert.deepEqual(parseCsv('a,b\n"1,""x""\ny",2\r\n,\n\n3,4'), [
      { line: 2, record: { a: '1,"x"\ny', b: '2' } },
      { line: 4, record: { a: '', b: '' } },
      { line: 6, record: { a: '3', b: '4' } },
    ]);
  });
});
