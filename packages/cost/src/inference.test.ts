import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Cost, totalOf } from './fact.ts';
import { loadGenaiPrices } from './genai-library.ts';
import { createGenaiPrices } from './genai-prices.ts';
import { costOfInference, type Inference, type InferenceUsage } from './inference.ts';
import { type ResponseFormat, readResponse } from './inference-response.ts';
import { formatNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { createPrices } from './prices.ts';

const genai = loadGenaiPrices();
const time = Date.parse('2026-11-25');

function priced(inference: Inference, file?: string): Cost {
  const books = file === undefined ? [] : [readPriceFile('prices.yaml', file).book];
  return costOfInference(inference, createPrices({ books, genai }).model(inference.provider, inference.model, time));
}

function amount({ lines }: Cost): string | undefined {
  const total = totalOf(lines);
  return total === undefined ? undefined : formatNanos(total);
}

const call = { provider: 'openai', model: 'gpt-5-mini', usage: { input: 1000, output: 200 } };

describe('prices of models', () => {
  it('prefix mismatch: a model that only begins like the entry is low in confidence', () => {
    const batch = priced({ provider: 'anthropic', model: 'claude-haiku-4-5-batch', usage: { input: 1, output: 1 } });
    assert.deepEqual([batch.sku, batch.price?.confidence], ['claude-haiku-4-5', 'low']);
    for (const model of ['claude-haiku-4-5', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5@20251001']) {
      const same = priced({ provider: 'anthropic', model, usage: { input: 1, output: 1 } });
      assert.deepEqual([same.sku, same.price?.confidence], ['claude-haiku-4-5', 'high'], model);
    }
  });

  it('tier cliff at the boundary: one token more and all of them cost more', () => {
    const at = (input: number): string | undefined =>
      amount(priced({ provider: 'google', model: 'gemini-2.5-pro', usage: { input, output: 1000 } }));
    assert.deepEqual([at(200_000), at(200_001)], ['0.26', '0.5150025']);
  });

  it('cache never counted: reads cost what the list says, not what fresh tokens do', () => {
    const usage = { input: 10_000, cacheRead: 10_000, output: 0 };
    assert.equal(amount(priced({ ...call, usage })), '0.00025');
  });

  const impossible: [what: string, usage: InferenceUsage][] = [
    ['cache counted twice: more cached than there is input', { input: 5, cacheRead: 4735, output: 1 }],
    ['more read and written than there is input', { input: 10, cacheRead: 6, cacheWrite: 6, output: 1 }],
    ['more for an hour than was written', { input: 10, cacheWrite: 1, cacheWrite1h: 2, output: 1 }],
    ['more reasoning than output', { input: 1, output: 10, reasoning: 11 }],
    ['a negative count', { input: -1, output: 1 }],
    ['half a token', { input: 1.5, output: 1 }],
    ['no number', { input: Number.NaN, output: 1 }],
    ['more than can be counted', { input: 2 ** 53, output: 1 }],
  ];
  for (const [what, usage] of impossible) {
    it(`invalid usage: ${what}`, () => {
      const cost = priced({ ...call, usage });
      assert.deepEqual([cost.status, cost.lines], ['invalid_usage', []]);
    });
  }

  it('unknown model: quantities without amounts', () => {
    const cost = priced({ ...call, model: 'gpt-99' });
    assert.equal(cost.status, 'unpriced');
    assert.deepEqual(
      cost.lines.map(({ meter, quantity, nanos }) => [meter, quantity, nanos]),
      [
        ['Input Tokens', 1000_000_000_000n, undefined],
        ['Output Tokens', 200_000_000_000n, undefined],
      ],
    );
  });

  it('unknown tier: the list price, low in confidence', () => {
    const cost = priced({ ...call, tier: 'scale' });
    assert.deepEqual([amount(cost), cost.price?.confidence], ['0.00065', 'low']);
  });

  it('tier served: batch and flex cost half, residency a tenth more', () => {
    const anthropic = { provider: 'anthropic', model: 'claude-haiku-4-5', usage: { input: 1_000_000, output: 0 } };
    assert.equal(amount(priced({ ...call, tier: 'flex' })), '0.000325');
    assert.equal(amount(priced({ ...call, tier: 'default' })), '0.00065');
    assert.equal(amount(priced({ ...anthropic, tier: 'batch' })), '0.5');
    assert.equal(amount(priced({ ...anthropic, geo: 'us' })), '1.1');
    assert.equal(amount(priced({ ...anthropic, geo: 'us', tier: 'batch' })), '0.55');
  });

  it('what the provider reports is used, not what the list says', () => {
    const cost = priced({ ...call, reported: 0.0001234 });
    assert.deepEqual([amount(cost), cost.source, cost.price?.source], ['0.0001234', 'provider', 'openai']);
  });

  it('a file of the user wins over the list; the discount applies to the list only', () => {
    const file = `
models: [{ provider: openai, model: 'gpt-5-*', input: 1, output: 0, service_tiers: { priority: { input: 2 } } }]
discounts:
  - { provider: openai, model: '*', multiplier: 0.8, from: 2026-01-01, to: 2027-01-01 }
  - { provider: anthropic, multiplier: 0.1, to: 2026-11-25 }
`;
    assert.equal(amount(priced(call, file)), '0.001');
    assert.equal(amount(priced({ ...call, tier: 'priority' }, file)), '0.002');
    const listed = priced({ ...call, model: 'gpt-4o' }, file);
    assert.deepEqual([amount(listed), listed.price?.basis], ['0.0036', 'contracted']);
    assert.deepEqual([listed.lines[0]?.listUnitPrice, listed.lines[0]?.unitPrice], ['2.5', '2']);
    const late = priced({ provider: 'anthropic', model: 'claude-haiku-4-5', usage: { input: 1000, output: 0 } }, file);
    assert.equal(amount(late), '0.001', 'the discount was over');
  });

  it('OpenAI at Azure is priced as Azure does, else as OpenAI with low confidence', () => {
    const cost = priced({ ...call, provider: 'azure.ai.openai', model: 'gpt-4o' });
    assert.equal(cost.status, 'ok');
  });

  it('names of providers in telemetry reach the lists', () => {
    const names = ['gcp.gemini', 'gcp.vertex_ai', 'gcp.gen_ai'];
    for (const provider of names) {
      assert.equal(
        priced({ provider, model: 'gemini-2.5-pro', usage: { input: 1, output: 1 } }).status,
        'ok',
        provider,
      );
    }
    assert.equal(priced({ provider: 'x_ai', model: 'grok-4', usage: { input: 1, output: 1 } }).status, 'ok');
    assert.equal(priced({ provider: 'nobody', model: 'gpt-4o', usage: { input: 1, output: 1 } }).status, 'unpriced');
  });

  it('the library is loaded at the first model, and asked once for a model and half hour', () => {
    let loaded = 0;
    let asked = 0;
    const library = {
      calcPrice() {
        asked++;
        return null;
      },
    };
    const lazy = createGenaiPrices(() => {
      loaded++;
      return library as never;
    }, '0');
    const prices = createPrices({ genai: lazy });
    assert.equal(loaded, 0);
    for (const model of ['a', 'a', 'b', '']) prices.model('openai', model, time);
    assert.deepEqual([loaded, asked], [1, 2]);
  });
});

const formats: [format: ResponseFormat, what: string, response: unknown, expected: unknown][] = [
  [
    'google',
    'thoughts beside the candidates, tools beside the prompt',
    {
      modelVersion: 'gemini-2.5-pro',
      usageMetadata: {
        promptTokenCount: 100,
        cachedContentTokenCount: 40,
        candidatesTokenCount: 7,
        thoughtsTokenCount: 30,
        toolUsePromptTokenCount: 5,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 60 },
          { modality: 'AUDIO', tokenCount: 40 },
        ],
      },
    },
    { model: 'gemini-2.5-pro', usage: { input: 105, cacheRead: 40, inputAudio: 40, output: 37, reasoning: 30 } },
  ],
  [
    'bedrock',
    'Converse: the cache beside the input',
    {
      usage: {
        inputTokens: 10,
        outputTokens: 5,
        totalTokens: 115,
        cacheReadInputTokens: 80,
        cacheWriteInputTokens: 20,
      },
    },
    { model: '', usage: { input: 110, cacheRead: 80, cacheWrite: 20, output: 5 } },
  ],
  [
    'bedrock',
    'ConverseStream: the last event',
    { metadata: { usage: { inputTokens: 10, outputTokens: 5 } } },
    { model: '', usage: { input: 10, output: 5 } },
  ],
  [
    'mistral',
    'chat',
    { model: 'mistral-small-latest', usage: { prompt_tokens: 9, completion_tokens: 3 } },
    { model: 'mistral-small-latest', usage: { input: 9, output: 3 } },
  ],
  [
    'cohere',
    'what is billed, not what was counted',
    { usage: { billed_units: { input_tokens: 5, output_tokens: 4 }, tokens: { input_tokens: 71, output_tokens: 9 } } },
    { model: '', usage: { input: 5, output: 4 } },
  ],
  [
    'openai',
    'an event of the Responses API',
    {
      type: 'response.completed',
      response: {
        model: 'gpt-5',
        service_tier: 'flex',
        usage: { input_tokens: 9, output_tokens: 3, output_tokens_details: { reasoning_tokens: 2 } },
      },
    },
    { model: 'gpt-5', tier: 'flex', usage: { input: 9, output: 3, reasoning: 2 } },
  ],
  [
    'openai',
    'OpenRouter says what it charged',
    { model: 'a/b', usage: { prompt_tokens: 9, completion_tokens: 3, cost: 0.5 } },
    { model: 'a/b', reported: 0.5, usage: { input: 9, output: 3 } },
  ],
  [
    'anthropic',
    'the first event of a stream, with searches and a cache for an hour',
    {
      type: 'message_start',
      message: {
        model: 'claude-haiku-4-5',
        usage: {
          input_tokens: 3,
          cache_creation_input_tokens: 10,
          cache_creation: { ephemeral_1h_input_tokens: 4 },
          output_tokens: 1,
          server_tool_use: { web_search_requests: 2 },
          service_tier: 'batch',
          inference_geo: 'us',
        },
      },
    },
    {
      model: 'claude-haiku-4-5',
      tier: 'batch',
      geo: 'us',
      usage: { input: 13, cacheWrite: 10, cacheWrite1h: 4, output: 1, webSearches: 2 },
    },
  ],
  ['openai', 'a chunk of a stream without usage', { model: 'gpt-5', choices: [] }, undefined],
  ['openai', 'nothing', null, undefined],
];

describe('responses of providers', () => {
  for (const [format, what, response, expected] of formats) {
    it(`${format}: ${what}`, () => {
      const read = readResponse(format, response);
      const known = read && Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
      assert.deepEqual(known, expected);
    });
  }
});

describe('inference, whatever the usage', () => {
  const usages = fc
    .record({
      fresh: fc.nat(1_000_000),
      cacheRead: fc.nat(1_000_000),
      cacheWrite: fc.nat(1_000_000),
      hour: fc.nat(100),
      output: fc.nat(1_000_000),
      reasoning: fc.nat(100),
    })
    .map(({ fresh, cacheRead, cacheWrite, hour, output, reasoning }) => ({
      input: fresh + cacheRead + cacheWrite,
      cacheRead,
      cacheWrite,
      cacheWrite1h: Math.floor((cacheWrite * hour) / 100),
      output,
      reasoning: Math.floor((output * reasoning) / 100),
    }));

  it('each token is in one line', () => {
    fc.assert(
      fc.property(usages, fc.constantFrom('claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-2'), (usage, model) => {
        const { lines, status } = priced({ provider: 'anthropic', model, usage });
        assert.equal(status, 'ok');
        const tokens = lines.reduce((sum, { quantity }) => sum + quantity, 0n);
        assert.equal(tokens, BigInt(usage.input + usage.output) * 1_000_000_000n);
      }),
    );
  });
});
