import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cost, totalOf } from './fact.ts';
import { loadGenaiPrices } from './genai-library.ts';
import { costOfInference, type Inference } from './inference.ts';
import { type ResponseFormat, readResponse } from './inference-response.ts';
import { formatNanos, fraction, toNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { createPrices } from './prices.ts';
import { costOfAthena, costOfBigQuery } from './query.ts';
import { costOfRun } from './serverless.ts';
import { costOfUsage } from './usage-cost.ts';

// Worked examples as others publish them. The amounts on the right are theirs, copied from the page that is linked.

const prices = createPrices({ genai: loadGenaiPrices() });
const today = Date.parse('2026-11-25');

function priced(inference: Inference, time = today): Cost {
  return costOfInference(inference, prices.model(inference.provider, inference.model, time));
}

/** Compares to the nano-dollar, or to the last digit of a source that rounds. */
function assertAmount(cost: Cost | undefined, expected: string, meters?: RegExp): void {
  assert.equal(cost?.status, 'ok');
  const lines = cost.lines.filter(({ meter }) => meters === undefined || meters.test(meter));
  const total = totalOf(lines) ?? 0n;
  if (!expected.startsWith('~')) assert.equal(formatNanos(total), formatNanos(toNanos(fraction(expected))));
  else {
    const [, digits = ''] = expected.slice(1).split('.');
    const unit = 10n ** BigInt(9 - digits.length);
    assert.equal(formatNanos(((total + unit / 2n) / unit) * unit), formatNanos(toNanos(fraction(expected.slice(1)))));
  }
}

const genai = 'https://github.com/pydantic/genai-prices/blob/main/tests';
const dataset = `${genai}/dataset/usages.json`;

const october2025 = Date.parse('2025-11-06');

type Usage = Inference['usage'];
const usages: [
  link: string,
  provider: string,
  model: string,
  usage: Usage,
  total: string,
  time?: number,
  tier?: string,
][] = [
  [
    `${genai}/test_price_calc.py test_sync_success_with_provider`,
    'openai',
    'gpt-4o',
    { input: 1000, output: 100 },
    '0.0035',
  ],
  [
    `${genai}/test_price_calc.py test_sync_success_with_url`,
    'anthropic',
    'claude-3-5-sonnet',
    { input: 1000, output: 100, cacheWrite: 20, cacheRead: 30 },
    '0.004434',
  ],
  [
    `${genai}/test_price_calc.py test_sync_success_with_model_regex`,
    'openai',
    'o3',
    { input: 1000, output: 100 },
    '0.0028',
  ],
  [
    `${genai}/test_price_calc.py test_price_constraint_before`,
    'openai',
    'o3',
    { input: 1000, output: 0 },
    '0.01',
    Date.parse('2025-06-01'),
  ],
  [`${genai}/test_price_calc.py test_price_constraint_after`, 'openai', 'o3', { input: 1000, output: 0 }, '0.002'],
  [
    `${genai}/test_price_calc.py test_price_constraint_time_of_date, by day`,
    'deepseek',
    'deepseek-chat',
    { input: 100_000_000, output: 0 },
    '27',
    Date.parse('2025-06-01T16:00:00Z'),
  ],
  [
    `${genai}/test_price_calc.py test_price_constraint_time_of_date, by night`,
    'deepseek',
    'deepseek-chat',
    { input: 100_000_000, output: 0 },
    '13.5',
    Date.parse('2025-06-01T17:00:00Z'),
  ],
  [`${genai}/test_price_calc.py test_requests_kcount_prices`, 'perplexity', 'sonar', { input: 0, output: 0 }, '0.012'],
  [
    `${genai}/test_price_calc.py test_tiered_prices`,
    'google',
    'gemini-1.5-flash',
    { input: 500_000, output: 0 },
    '0.075',
  ],
  [
    `${genai}/test_price_calc.py test_moonshotai_kimi_k27_code_price`,
    'moonshotai',
    'kimi-k2.7-code',
    { input: 1000, cacheRead: 100, output: 100 },
    '0.001274',
  ],
  [
    `${genai}/test_tiered_pricing.py below the threshold`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 100_000, output: 0 },
    '0.3',
  ],
  [
    `${genai}/test_tiered_pricing.py above the threshold`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 1_000_000, output: 0 },
    '6',
    october2025,
  ],
  [
    `${genai}/test_tiered_pricing.py at the threshold`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 200_000, output: 0 },
    '0.6',
    october2025,
  ],
  [
    `${genai}/test_tiered_pricing.py just above the threshold`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 200_001, output: 0 },
    '1.200006',
    october2025,
  ],
  [
    `${genai}/test_tiered_pricing.py with output, below`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 100_000, output: 100_000 },
    '1.8',
  ],
  [
    `${genai}/test_tiered_pricing.py with output, above`,
    'anthropic',
    'claude-sonnet-4-5',
    { input: 300_000, output: 100_000 },
    '4.05',
    october2025,
  ],
  [`${genai}/test_tiered_pricing.py gpt-5.4 below`, 'openai', 'gpt-5.4', { input: 200_000, output: 0 }, '0.5'],
  [`${genai}/test_tiered_pricing.py gpt-5.4 above`, 'openai', 'gpt-5.4', { input: 500_000, output: 0 }, '2.5'],
  [
    `${genai}/test_tiered_pricing.py gpt-5.4 with output`,
    'openai',
    'gpt-5.4',
    { input: 300_000, output: 100_000 },
    '3.75',
  ],
  [
    `${genai}/test_tiered_pricing.py gpt-5.4 with cache`,
    'openai',
    'gpt-5.4',
    { input: 100_000, cacheRead: 100_000, output: 0 },
    '0.025',
  ],
  [
    `${genai}/test_tiered_pricing.py gemini below`,
    'google',
    'gemini-1.5-flash',
    { input: 100_000, output: 0 },
    '0.0075',
  ],
  [
    'https://pypi.org/project/genai-prices/0.1.13/ flex',
    'openai',
    'o3',
    { input: 1_000_000, output: 1_000_000 },
    '5',
    today,
    'flex',
  ],
  [
    'https://github.com/pydantic/pydantic-ai/blob/main/tests/test_embeddings.py one',
    'openai',
    'text-embedding-3-small',
    { input: 4, output: 0 },
    '0.00000008',
  ],
  [
    'https://github.com/pydantic/pydantic-ai/blob/main/tests/test_embeddings.py two',
    'openai',
    'text-embedding-3-small',
    { input: 2, output: 0 },
    '0.00000004',
  ],
  [
    'https://github.com/BerriAI/litellm/issues/15945',
    'openai',
    'gpt-5',
    { input: 9126, cacheRead: 4864, output: 3197 },
    '0.0379055',
  ],
  [
    'https://deploybase.ai/articles/claude-api-pricing',
    'anthropic',
    'claude-opus-4-6',
    { input: 100_000, output: 10_000 },
    '0.75',
  ],
  [
    'https://claudecodeguides.com/claude-web-search-costs-10-per-thousand/',
    'anthropic',
    'claude-sonnet-4-6',
    { input: 2500, output: 0, webSearches: 1 },
    '0.0175',
  ],
  [
    'https://aipromptshub.co/calc/claude-api-cost, write',
    'anthropic',
    'claude-sonnet-4-6',
    { input: 2000, cacheWrite: 2000, cacheWrite1h: 2000, output: 0 },
    '0.012',
  ],
  [
    'https://aipromptshub.co/calc/claude-api-cost, 99 reads',
    'anthropic',
    'claude-sonnet-4-6',
    { input: 99 * 2000, cacheRead: 99 * 2000, output: 0 },
    '0.0594',
  ],
  [
    'https://eonsr.com/claude-sonnet-4-1m-context-pricing-switch/ scenario B',
    'anthropic',
    'claude-sonnet-4-5',
    { input: 199_999, output: 2000 },
    '~0.63',
    october2025,
  ],
  [
    'https://eonsr.com/claude-sonnet-4-1m-context-pricing-switch/ scenario A',
    'anthropic',
    'claude-sonnet-4-5',
    { input: 250_000, output: 2000 },
    '~1.55',
    october2025,
  ],
  [
    'https://eonsr.com/claude-sonnet-4-1m-context-pricing-switch/ scenario A, batch',
    'anthropic',
    'claude-sonnet-4-5',
    { input: 250_000, output: 2000 },
    '~0.77',
    october2025,
    'batch',
  ],
  [
    'https://platform.openai.com/docs/pricing by hand',
    'openai',
    'gpt-5-mini',
    { input: 23_430, cacheRead: 10_000, output: 2328 },
    '0.0082635',
  ],
  [
    'https://platform.openai.com/docs/pricing by hand',
    'openai',
    'gpt-5-nano',
    { input: 23_430, cacheRead: 10_000, output: 2328 },
    '0.0016527',
  ],
  [
    'https://platform.openai.com/docs/pricing by hand, small',
    'openai',
    'gpt-5-mini',
    { input: 1000, output: 200 },
    '0.00065',
  ],
  [
    'https://pypi.org/project/genai-prices/ cached input tokens',
    'anthropic',
    'claude-sonnet-4-20250514',
    { input: 4740, cacheWrite: 4735, output: 255 },
    '0.02159625',
  ],
  [
    'https://ai.google.dev/gemini-api/docs/pricing by hand, above 200,000',
    'google',
    'gemini-2.5-pro',
    { input: 300_000, output: 0 },
    '0.75',
  ],
];

describe('worked examples of models, by usage', () => {
  for (const [link, provider, model, usage, total, time = today, tier] of usages) {
    it(`${model}: ${link}`, () => assertAmount(priced({ provider, model, usage, tier }, time), total));
  }
});

const anthropic = (input: number, output: number, read = 0, written = 0): object => ({
  cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: written },
  cache_creation_input_tokens: written,
  cache_read_input_tokens: read,
  input_tokens: input,
  output_tokens: output,
  service_tier: 'standard',
});
const chat = (prompt: number, completion: number, cached = 0, reasoning = 0): object => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { audio_tokens: 0, cached_tokens: cached },
  completion_tokens_details: {
    accepted_prediction_tokens: 0,
    audio_tokens: 0,
    reasoning_tokens: reasoning,
    rejected_prediction_tokens: 0,
  },
});
const response = (input: number, output: number, cached = 0, reasoning = 0): object => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

const responses: [link: string, format: ResponseFormat, model: string, usage: object, input: string, output: string][] =
  [
    [
      `${dataset} test_no_tools_no_output`,
      'anthropic',
      'claude-sonnet-4-5-20250929',
      anthropic(14, 65),
      '0.000042',
      '0.000975',
    ],
    [
      `${dataset} test_strict_none_tool_native_output 1`,
      'anthropic',
      'claude-sonnet-4-5-20250929',
      anthropic(744, 53),
      '0.002232',
      '0.000795',
    ],
    [
      `${dataset} test_strict_none_tool_native_output 2`,
      'anthropic',
      'claude-sonnet-4-5-20250929',
      anthropic(824, 23),
      '0.002472',
      '0.000345',
    ],
    [
      `${dataset} test_mixed_tools_native_output 1`,
      'anthropic',
      'claude-sonnet-4-5-20250929',
      anthropic(797, 91),
      '0.002391',
      '0.001365',
    ],
    [
      `${dataset} test_mixed_tools_native_output 2`,
      'anthropic',
      'claude-sonnet-4-5-20250929',
      anthropic(957, 23),
      '0.002871',
      '0.000345',
    ],
    [
      `${dataset} test_unsupported_strict_true_tool 1`,
      'anthropic',
      'claude-sonnet-4-20250514',
      anthropic(458, 38),
      '0.001374',
      '0.00057',
    ],
    [
      `${dataset} test_unsupported_strict_true_tool 2`,
      'anthropic',
      'claude-sonnet-4-20250514',
      anthropic(525, 73),
      '0.001575',
      '0.001095',
    ],
    [
      `${genai}/test_end_to_end.py test_anthropic_without_caching`,
      'anthropic',
      'claude-3-7-sonnet-20250219',
      anthropic(144_222, 197),
      '0.432666',
      '0.002955',
    ],
    [
      `${genai}/test_end_to_end.py test_anthropic_caching_write`,
      'anthropic',
      'claude-3-7-sonnet-20250219',
      anthropic(11, 197, 0, 144_211),
      '0.54082425',
      '0.002955',
    ],
    [
      `${genai}/test_end_to_end.py test_anthropic_caching_read`,
      'anthropic',
      'claude-3-7-sonnet-20250219',
      anthropic(11, 197, 144_211),
      '0.0432963',
      '0.002955',
    ],
    [
      `${genai}/test_end_to_end.py test_openai_without_caching`,
      'openai',
      'gpt-4.1-2025-04-14',
      chat(131_609, 610),
      '0.263218',
      '0.00488',
    ],
    [
      `${genai}/test_end_to_end.py test_openai_caching`,
      'openai',
      'gpt-4.1-2025-04-14',
      chat(131_609, 610, 131_584),
      '0.065842',
      '0.00488',
    ],
    [`${dataset} test_openai_instructions`, 'openai', 'gpt-4o-2024-08-06', chat(24, 8), '0.00006', '0.00008'],
    [
      `${dataset} test_openai_model_without_system_prompt`,
      'openai',
      'o3-mini-2025-01-31',
      chat(11, 809, 0, 768),
      '0.0000121',
      '0.0035596',
    ],
    [
      `${dataset} test_openai_web_search_tool`,
      'openai',
      'gpt-4o-search-preview-2025-03-11',
      chat(12, 293),
      '0.00003',
      '0.00293',
    ],
    [
      `${dataset} test_prefect_agent_with_hitl_tool`,
      'openai',
      'gpt-4o-2024-08-06',
      chat(133, 20),
      '0.0003325',
      '0.0002',
    ],
    [
      `${dataset} test_prefect_agent_with_hitl_tool_sync`,
      'openai',
      'gpt-4o-2024-08-06',
      chat(71, 46),
      '0.0001775',
      '0.00046',
    ],
    [`${dataset} test_prefect_agent_override_deps`, 'openai', 'gpt-4o-2024-08-06', chat(14, 8), '0.000035', '0.00008'],
    [
      `${dataset} test_image_url_input`,
      'openai',
      'gpt-4.1-nano-2025-04-14',
      response(515, 6),
      '0.0000515',
      '0.0000024',
    ],
    [
      `${dataset} test_openai_responses_thinking_with_tool_calls 1`,
      'openai',
      'gpt-5-2025-08-07',
      response(124, 1926, 0, 1792),
      '0.000155',
      '0.01926',
    ],
    [
      `${dataset} test_openai_responses_thinking_with_tool_calls 2`,
      'openai',
      'gpt-5-2025-08-07',
      response(2087, 124, 2048),
      '0.00030475',
      '0.00124',
    ],
    [
      `${dataset} test_openai_responses_output_type`,
      'openai',
      'gpt-4o-2024-08-06',
      response(286, 11),
      '0.000715',
      '0.00011',
    ],
    [
      `${dataset} test_openai_responses_non_reasoning_model 1`,
      'openai',
      'gpt-4.1-2025-04-14',
      response(36, 15),
      '0.000072',
      '0.00012',
    ],
    [
      `${dataset} test_openai_responses_non_reasoning_model 2`,
      'openai',
      'gpt-4.1-2025-04-14',
      response(61, 56),
      '0.000122',
      '0.000448',
    ],
    [
      `${dataset} test_openai_responses_builtin_tools_web_search`,
      'openai',
      'gpt-5-2025-08-07',
      response(115_886, 1720, 92_160, 1472),
      '0.0411775',
      '0.0172',
    ],
    [
      `${dataset} test_openai_responses_reasoning_generate_summary`,
      'openai',
      'computer-use-preview-2025-03-11',
      response(15, 180),
      '0.000045',
      '0.00216',
    ],
    [`${dataset} test_native_output`, 'openai', 'gpt-4o-2024-08-06', response(89, 16), '0.0002225', '0.00016'],
    [
      `${dataset} gpt-4.1 of ${genai}/test_extract_usage.py`,
      'openai',
      'gpt-4.1',
      {
        prompt_tokens: 100,
        completion_tokens: 200,
        prompt_tokens_details: { cached_tokens: null },
        completion_tokens_details: null,
      },
      '0.0002',
      '0.0016',
    ],
  ];

describe('worked examples of models, by responses', () => {
  for (const [link, format, model, usage, input, output] of responses) {
    it(`${model}: ${link}`, () => {
      const read = readResponse(format, { model, usage });
      assert.ok(read);
      const cost = priced({ ...read, provider: format });
      assertAmount(cost, input, /Input|Cache/);
      assertAmount(cost, output, /Output|Reasoning/);
      assert.equal(cost.price?.confidence, 'high');
    });
  }
});

const given = readPriceFile(
  'prices.yaml',
  `
queries: { bigquery_tib: 6.25, athena_tb: 5 }
serverless: { gb_second: 0.00001667, million_requests: 0.20 }
`,
).book;
const terabyte = 2 ** 40;
const gigabyte = 2 ** 30;

function runs(gigabyteSeconds: number, requests: number): Cost {
  const base = { category: 'compute', provider: 'aws.lambda', sku: 'functions' } as const;
  const time = costOfUsage(
    {
      ...base,
      meter: 'Duration',
      unit: 'GB-Seconds',
      quantity: fraction(gigabyteSeconds),
      pricingUnit: 'GB-Seconds',
      pricingUnitSize: 1n,
    },
    given.serverless.gbSecond,
  );
  const calls = costOfUsage(
    {
      ...base,
      meter: 'Requests',
      unit: 'Requests',
      quantity: fraction(requests),
      pricingUnit: '1000000 Requests',
      pricingUnitSize: 1_000_000n,
    },
    given.serverless.millionRequests,
  );
  return { ...time, lines: [...time.lines, ...calls.lines] };
}

const others: [link: string, cost: () => Cost | undefined, total: string][] = [
  ['https://aws.amazon.com/lambda/pricing/ example 1, compute', () => runs(1_100_000, 0), '~18.34'],
  ['https://aws.amazon.com/lambda/pricing/ example 1, requests', () => runs(0, 2_000_000), '0.40'],
  ['https://aws.amazon.com/lambda/pricing/ example 1', () => runs(1_100_000, 2_000_000), '~18.74'],
  ['https://leyaa.ai/codefly/learn/aws/part-2/aws-lambda-pricing-model/visualize', () => runs(0, 2_000_000), '0.40'],
  [
    'https://aws.amazon.com/athena/pricing/ example 1, 3 TB of text',
    () => costOfAthena({ Statistics: { DataScannedInBytes: 3 * terabyte } }, given.queries),
    '15',
  ],
  [
    'https://aws.amazon.com/athena/pricing/ example 1, compressed',
    () => costOfAthena({ Statistics: { DataScannedInBytes: terabyte } }, given.queries),
    '5',
  ],
  [
    'https://kindatechnical.com/aws-athena/lesson-7-aws-athena-pricing-model.html 10 GB',
    () => costOfAthena({ Statistics: { DataScannedInBytes: 10 * gigabyte } }, given.queries),
    '~0.0488',
  ],
  [
    'https://kindatechnical.com/aws-athena/lesson-7-aws-athena-pricing-model.html 30 GB',
    () => costOfAthena({ Statistics: { DataScannedInBytes: 30 * gigabyte } }, given.queries),
    '~0.1465',
  ],
  [
    'https://cloud.google.com/bigquery/pricing by hand, the minimum of 10 MB',
    () => costOfBigQuery({ totalBytesBilled: '10485760' }, given.queries),
    '~0.0000596',
  ],
  [
    'https://cloud.google.com/bigquery/pricing the price itself',
    () => costOfBigQuery({ totalBytesBilled: String(terabyte) }, given.queries),
    '6.25',
  ],
  [
    'https://cloud.google.com/bigquery/docs/cached-results',
    () => costOfBigQuery({ totalBytesBilled: '0', cacheHit: true }, given.queries),
    '0',
  ],
];

describe('worked examples of everything else', () => {
  for (const [link, cost, total] of others) it(link, () => assertAmount(cost(), total));

  it('one run of a function is its part of a month', () => {
    const cost = costOfRun({ provider: 'aws.lambda', memoryMb: 512, millis: 1000 }, given.serverless);
    assert.equal(formatNanos(totalOf(cost.lines)!), '0.000008535');
  });
});
