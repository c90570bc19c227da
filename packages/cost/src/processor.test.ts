import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Attributes, type Context, context, ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOffSampler, type ReadableSpan, type Sampler, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { setOwnerSlot } from '@spanwise/semconv';
import { createContextManager, createTracerProvider } from '@spanwise/trace';
import { BasicTracerProvider as BasicTracerProvider2 } from 'sdk-trace-base-2';
import { type Account, createAccount, setOwner, withOwner } from './account.ts';
import { type Cost, createCost } from './cost.ts';
import { readPriceFile } from './price-file.ts';
import { createCostProcessor } from './processor.ts';
import { recordResponse, useMeter } from './record.ts';
import { createCostSampler } from './sampler.ts';

const { book } = readPriceFile(
  'prices.yaml',
  `
models:
  - { provider: openai, model: gpt-5-mini, input: 0.25, cache_read: 0.025, output: 2 }
apis:
  - { host: api.maps.example, route: /v1/geocode, price: 0.005 }
egress: { internet: 0.12, free: 0 }
destinations:
  - { to: 10.0.0.0/8, class: free }
  - { to: '*.example', class: internet }
`,
);

interface Setup {
  tracer: Tracer;
  ended: ReadableSpan[];
  cost: Cost;
}

type Make = (processors: SpanProcessor[], sampler?: Sampler) => Tracer;

const engines: Record<string, Make> = {
  'NodeSDK 3': (spanProcessors, sampler) => {
    trace.disable();
    const none = { autoDetectResources: false, instrumentations: [], logRecordProcessors: [], metricReaders: [] };
    new NodeSDK({ ...none, spanProcessors, ...(sampler && { sampler }), textMapPropagator: null }).start();
    return trace.getTracer('test');
  },
  'SDK 2': (spanProcessors, sampler) =>
    new BasicTracerProvider2({ spanProcessors, sampler } as never).getTracer('test') as unknown as Tracer,
  native: (spanProcessors, sampler) =>
    createTracerProvider({ resource: resourceFromAttributes({}), spanProcessors, sampler }).getTracer('test'),
};

const usage: Attributes = {
  'gen_ai.usage.input_tokens': 23_430,
  'gen_ai.usage.output_tokens': 2_328,
  'gen_ai.usage.cache_read.input_tokens': 10_000,
};
const call: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5-mini',
};

const manager = createContextManager();
before(() => void context.setGlobalContextManager(manager.enable()));
after(() => context.disable());

function setUp(make: Make, sampler?: Sampler): Setup {
  const ended: ReadableSpan[] = [];
  const cost = createCost({ books: [book], listPrices: false, metrics: false });
  const collect = {
    onStart() {},
    onEnd: (span: ReadableSpan) => void ended.push(span),
    async forceFlush() {},
    async shutdown() {},
  };
  const tracer = make([createCostProcessor({ meter: () => cost.meter, metersCalls: true }), collect], sampler);
  return { tracer, ended, cost };
}

function request(account: Account): Context {
  return setOwnerSlot(ROOT_CONTEXT, account);
}

function costOf(span: ReadableSpan | undefined): Attributes {
  return Object.fromEntries(
    Object.entries(span?.attributes ?? {}).filter(([key]) => /^(cost|tenant)\.|usage\.cost/.test(key)),
  );
}

for (const [name, make] of Object.entries(engines)) {
  describe(`processor under ${name}`, () => {
    it('writes the cost on the span that spent it, and the sum on the first one of the request', () => {
      const { tracer, ended, cost } = setUp(make);
      const account = createAccount({ owner: { tenant: 'acme' }, source: 'header' });
      const root = tracer.startSpan('POST /answers', { kind: SpanKind.SERVER }, request(account));
      const within = trace.setSpan(request(account), root);
      for (let attempt = 0; attempt < 2; attempt++) {
        const span = tracer.startSpan('chat gpt-5-mini', { kind: SpanKind.CLIENT, attributes: call }, within);
        span.setAttributes(usage);
        span.end();
      }
      root.end();
      assert.deepEqual(costOf(ended[0]), {
        'cost.amount': 0.0082635,
        'cost.basis': 'contracted',
        'cost.category': 'llm',
        'cost.confidence': 'high',
        'cost.currency': 'USD',
        'cost.owner.source': 'header',
        'cost.price.sku': 'gpt-5-mini',
        'cost.price.source': 'prices.yaml',
        'cost.quantity': 25758,
        'cost.source': 'local',
        'cost.status': 'ok',
        'cost.unit': 'Tokens',
        'gen_ai.usage.cost.amount': 0.0082635,
        'gen_ai.usage.cost.currency': 'USD',
        'gen_ai.usage.cost.source': 'local',
        'tenant.id': 'acme',
      });
      assert.deepEqual(costOf(ended[2]), {
        'cost.owner.source': 'header',
        'cost.total.amount': 0.016527,
        'tenant.id': 'acme',
      });
      assert.equal(cost.ledger.total(), 16_527_000n);
    });

    it('roll-up counted twice: spans above that repeat the usage add nothing', () => {
      const { tracer, ended, cost } = setUp(make);
      const agent = tracer.startSpan(
        'invoke_agent',
        { attributes: { ...call, 'gen_ai.operation.name': 'invoke_agent' } },
        ROOT_CONTEXT,
      );
      const step = tracer.startSpan('step', {}, trace.setSpan(ROOT_CONTEXT, agent));
      const wrapper = tracer.startSpan('generate', { attributes: call }, trace.setSpan(ROOT_CONTEXT, step));
      const leaf = tracer.startSpan(
        'chat',
        { kind: SpanKind.CLIENT, attributes: call },
        trace.setSpan(ROOT_CONTEXT, wrapper),
      );
      for (const span of [leaf, wrapper, step, agent]) {
        if (span !== step) span.setAttributes(usage);
        span.end();
      }
      assert.equal(cost.ledger.total(), 8_263_500n);
      assert.deepEqual(
        ended.map((span) => span.attributes['cost.amount']),
        [0.0082635, undefined, undefined, undefined],
      );
    });

    it('an agent whose calls have no spans is all that is known of them', () => {
      const { tracer, cost } = setUp(make);
      const attributes = { ...call, ...usage, 'gen_ai.operation.name': 'invoke_agent' };
      tracer.startSpan('invoke_agent', { attributes }, ROOT_CONTEXT).end();
      assert.equal(cost.ledger.total(), 8_263_500n);
    });

    it('unknown model: unpriced, with its tokens and without an amount', () => {
      const { tracer, ended, cost } = setUp(make);
      const attributes = { ...call, ...usage, 'gen_ai.request.model': 'gpt-99' };
      tracer.startSpan('chat', { kind: SpanKind.CLIENT, attributes }, ROOT_CONTEXT).end();
      assert.deepEqual(costOf(ended[0]), {
        'cost.category': 'llm',
        'cost.owner.source': 'unattributed',
        'cost.price.sku': 'gpt-99',
        'cost.quantity': 25758,
        'cost.source': 'local',
        'cost.status': 'unpriced',
        'cost.unit': 'Tokens',
      });
      assert.deepEqual(
        cost.ledger.take().map(({ nanos, status }) => [nanos, status]),
        [
          [undefined, 'unpriced'],
          [undefined, 'unpriced'],
          [undefined, 'unpriced'],
        ],
      );
    });

    it('cache counted twice: usage that contradicts itself is invalid, not priced', () => {
      const { tracer, ended } = setUp(make);
      const attributes = { ...call, 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.cache_read.input_tokens': 4735 };
      tracer.startSpan('chat', { kind: SpanKind.CLIENT, attributes }, ROOT_CONTEXT).end();
      assert.equal(ended[0]?.attributes['cost.status'], 'invalid_usage');
      assert.equal('cost.amount' in ended[0]!.attributes, false);
    });

    it('the owner that the program names counts also for the spans before', () => {
      const { tracer, ended } = setUp(make);
      const account = createAccount({ owner: { tenant: 'guess' }, source: 'header' });
      const root = tracer.startSpan('GET /', { kind: SpanKind.SERVER }, request(account));
      context.with(request(account), () => assert.equal(setOwner({ tenant: 'acme', team: 'tea' }), true));
      root.end();
      assert.deepEqual(costOf(ended[0]), { 'cost.owner.source': 'resolver', 'tenant.id': 'acme' });
      assert.equal(setOwner({ tenant: 'nobody' }), false);
    });

    it('the route of the request, known after it began, is that of its costs, and names the owner where nobody else does', () => {
      const ended: ReadableSpan[] = [];
      const cost = createCost({
        books: [book],
        listPrices: false,
        metrics: false,
        routes: [{ route: '/reports/*', owner: { costCenter: 'cc-1' } }],
      });
      const collect = {
        onStart() {},
        onEnd: (span: ReadableSpan) => void ended.push(span),
        async forceFlush() {},
        async shutdown() {},
      };
      const tracer = make([createCostProcessor({ meter: () => cost.meter }), collect]);
      const context = request(createAccount());
      const root = tracer.startSpan('GET', { kind: SpanKind.SERVER }, context);
      root.setAttribute('http.route', '/reports/:id');
      const within = trace.setSpan(context, root);
      tracer.startSpan('chat', { kind: SpanKind.CLIENT, attributes: { ...call, ...usage } }, within).end();
      root.end();
      assert.deepEqual(
        ended.map(({ attributes }) => [attributes['cost_center.id'], attributes['cost.owner.source']]),
        [
          ['cc-1', 'route'],
          ['cc-1', 'route'],
        ],
      );
      assert.deepEqual(new Set(cost.ledger.take().map(({ route }) => route)), new Set(['/reports/:id']));
    });

    it('a call that has a price and sends bytes that have one says the sum', () => {
      const { tracer, ended, cost } = setUp(make);
      const attributes = {
        'server.address': 'api.maps.example',
        'url.full': 'https://api.maps.example/v1/geocode',
        'http.request.method': 'GET',
        'http.request.body.size': 2 ** 30,
      };
      tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes }, ROOT_CONTEXT).end();
      assert.deepEqual([ended[0]?.attributes['cost.amount'], ended[0]?.attributes['cost.category']], [0.125, 'api']);
      assert.equal(cost.ledger.total(), 125_000_000n);
    });

    it('prices calls of hosts and bytes sent, and says nothing of others', () => {
      const { tracer, ended, cost } = setUp(make);
      const start = (host: string, path: string, bytes?: number): void => {
        const attributes = {
          'server.address': host,
          'url.full': `https://${host}${path}`,
          'http.request.method': 'GET',
          'http.request.body.size': bytes,
        };
        tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes: attributes as Attributes }, ROOT_CONTEXT).end();
      };
      start('api.maps.example', '/v1/geocode?q=1');
      start('api.maps.example', '/v2/geocode');
      start('cdn.example', '/', 2 ** 30);
      start('10.1.2.3', '/', 2 ** 30);
      start('elsewhere.test', '/', 2 ** 30);
      assert.deepEqual(
        ended.map(({ attributes }) => [
          attributes['cost.category'],
          attributes['cost.amount'],
          attributes['cost.status'],
        ]),
        [
          ['api', 0.005, 'ok'],
          [undefined, undefined, undefined],
          ['egress', 0.12, 'ok'],
          ['egress', 0, 'ok'],
          ['egress', undefined, 'unpriced'],
        ],
      );
      assert.equal(cost.ledger.total(), 125_000_000n);
    });

    it('prices calls that instrumentations tell by the former names', () => {
      const { tracer, ended, cost } = setUp(make);
      const attributes = {
        'net.peer.name': 'api.maps.example',
        'http.url': 'https://api.maps.example/v1/geocode',
        'http.method': 'GET',
        'http.request_content_length_uncompressed': 2 ** 30,
      };
      tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes }, ROOT_CONTEXT).end();
      assert.equal(ended[0]?.attributes['cost.amount'], 0.125);
      assert.equal(cost.ledger.total(), 125_000_000n);
    });

    it('meters what is not sampled, and exports nothing more', () => {
      const sampler = createCostSampler({ sampler: new AlwaysOffSampler(), record: 'models' });
      const { tracer, ended, cost } = setUp(make, sampler);
      tracer.startSpan('chat', { kind: SpanKind.CLIENT, attributes: { ...call, ...usage } }, ROOT_CONTEXT).end();
      tracer.startSpan('GET', { kind: SpanKind.CLIENT }, ROOT_CONTEXT).end();
      assert.equal(cost.ledger.total(), 8_263_500n);
      assert.deepEqual(
        ended.map((span) => span.spanContext().traceFlags & 1),
        [0],
      );
    });

    it('records responses on the active span and the request of it', () => {
      const { tracer, ended, cost } = setUp(make);
      useMeter(cost.meter);
      const response = { model: 'gpt-5-mini', usage: { prompt_tokens: 1000, completion_tokens: 200 } };
      withOwner({ tenant: 'acme' }, () => {
        tracer.startActiveSpan('own call', (span) => {
          assert.equal(recordResponse('openai', response, { key: 'chatcmpl-1' }), true);
          assert.equal(recordResponse('openai', response, { key: 'chatcmpl-1' }), false, 'the same again');
          span.end();
        });
      });
      useMeter(undefined);
      assert.equal(recordResponse('openai', response), false);
      assert.equal(ended[0]?.attributes['cost.amount'], 0.00065);
      assert.equal(ended[0]?.attributes['tenant.id'], 'acme');
      assert.equal(cost.ledger.total(), 650_000n);
    });
  });
}
