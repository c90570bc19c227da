import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attributes } from '@opentelemetry/api';
import { aliasAttributes, type CostAlias, costAliases, type InferenceCost } from './aliases.ts';
import {
  databaseAttributes,
  functionAttributes,
  httpClientAttributes,
  httpServerAttributes,
  inferenceAttributes,
  messagingAttributes,
} from './attributes.ts';
import { upstreamRegistry } from './upstream.ts';

const { attributes: known } = upstreamRegistry();

const cases: [what: string, made: Attributes, expected: Attributes][] = [
  [
    'a client call that failed, without its password',
    httpClientAttributes({ method: 'get', url: 'https://me:secret@api.example/v1?x=1', status: 404, resendCount: 1 }),
    {
      'http.request.method': 'GET',
      'http.request.method_original': 'get',
      'http.response.status_code': 404,
      'error.type': '404',
      'url.full': 'https://api.example/v1?x=1',
      'server.address': 'api.example',
      'server.port': 443,
      'http.request.resend_count': 1,
    },
  ],
  [
    'a client call without an answer',
    httpClientAttributes({ method: 'BREW', url: 'http://pot:8080/', errorType: 'ECONNREFUSED' }),
    {
      'http.request.method': '_OTHER',
      'http.request.method_original': 'BREW',
      'error.type': 'ECONNREFUSED',
      'url.full': 'http://pot:8080/',
      'server.address': 'pot',
      'server.port': 8080,
    },
  ],
  [
    'a request that the client got wrong: no error of the server',
    httpServerAttributes({ method: 'POST', url: 'http://shop/orders/7?a=b', route: '/orders/:id', status: 422 }),
    {
      'http.request.method': 'POST',
      'http.response.status_code': 422,
      'http.route': '/orders/:id',
      'url.scheme': 'http',
      'url.path': '/orders/7',
      'url.query': 'a=b',
      'server.address': 'shop',
      'server.port': 80,
    },
  ],
  [
    'a query',
    databaseAttributes({
      system: 'postgresql',
      namespace: 'shop',
      operation: 'SELECT',
      batchSize: 1,
      host: 'db',
      port: 5432,
    }),
    {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'db.operation.name': 'SELECT',
      'server.address': 'db',
      'server.port': 5432,
    },
  ],
  [
    'a batch of messages',
    messagingAttributes({ system: 'kafka', type: 'receive', destination: 'orders', batchCount: 3 }),
    {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'receive',
      'messaging.operation.name': 'receive',
      'messaging.destination.name': 'orders',
      'messaging.batch.message_count': 3,
    },
  ],
  [
    'a call of a model',
    inferenceAttributes({
      operation: 'chat',
      provider: 'openai',
      requestModel: 'gpt-5-mini',
      inputTokens: 10,
      outputTokens: 2,
    }),
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 2,
    },
  ],
  [
    'a run of a function',
    functionAttributes({ trigger: 'http', coldstart: true, memoryBytes: 134217728 }),
    { 'faas.trigger': 'http', 'faas.coldstart': true, 'faas.max_memory': 134217728 },
  ],
];

describe('attribute sets', () => {
  for (const [what, made, expected] of cases) {
    it(what, () => {
      assert.deepEqual(made, expected);
      assert.deepEqual(
        Object.keys(made).filter((name) => !(name in known)),
        [],
        'upstream has these names',
      );
    });
  }
});

describe('aliases of the cost of inference', () => {
  const cost: InferenceCost = {
    amount: 0.75,
    currency: 'USD',
    source: 'local',
    parts: { input: 0.25, cacheRead: 0.125, output: 0.375 },
  };
  const expected: Record<CostAlias, Attributes> = {
    'semconv-443': {
      'gen_ai.usage.cost.amount': 0.75,
      'gen_ai.usage.cost.currency': 'USD',
      'gen_ai.usage.cost.source': 'local',
    },
    openinference: {
      'llm.cost.total': 0.75,
      'llm.cost.prompt': 0.375,
      'llm.cost.completion': 0.375,
      'llm.cost.prompt_details.cache_read': 0.125,
    },
    langfuse: { 'langfuse.observation.cost_details': '{"input":0.25,"cacheRead":0.125,"output":0.375,"total":0.75}' },
    sentry: {
      'gen_ai.cost.total_tokens': 0.75,
      'gen_ai.cost.input_tokens': 0.375,
      'gen_ai.cost.output_tokens': 0.375,
      'gen_ai.cost.cache_read.input_tokens': 0.125,
    },
    logfire: { 'operation.cost': 0.75 },
  };
  for (const name of Object.keys(costAliases) as CostAlias[]) {
    it(name, () => assert.deepEqual(aliasAttributes(cost, [name]), expected[name]));
  }

  it('none', () => assert.deepEqual(aliasAttributes(cost, []), {}));
});
