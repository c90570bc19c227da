import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Context, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  createAlwaysRecordSampler,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { createSpanEncoder, fromReadableSpan } from '@spanwise/otlp';
import { ROOT } from './context.ts';
import { createContextManager } from './context-manager.ts';
import { createEncodingProcessor } from './encoding-processor.ts';
import { createTracerProvider, type TracerProviderOptions } from './provider.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });

interface Pipe {
  options: Pick<TracerProviderOptions, 'resource' | 'spanProcessors'>;
  bodies: Uint8Array[];
  flush: () => void;
}

function pipe(format: 'protobuf' | 'json', before: SpanProcessor[] = []): Pipe {
  const bodies: Uint8Array[] = [];
  const encoder = createSpanEncoder({ format, enqueue: (_signal, body) => bodies.push(body), delayMillis: 60_000 });
  const spanProcessors = [...before, createEncodingProcessor({ encoder })];
  return { options: { resource, spanProcessors }, bodies, flush: encoder.flush };
}

function quiet(processor: Partial<SpanProcessor>): SpanProcessor {
  return { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {}, ...processor };
}

describe('encoding processor', () => {
  for (const format of ['protobuf', 'json'] as const) {
    it(`${format}: a span's fields say the same as its getters`, () => {
      const kept: ReadableSpan[] = [];
      const { options, bodies, flush } = pipe(format);
      const tracer = createTracerProvider(options).getTracer('t');
      let context: Context = ROOT;
      for (let round = 0; round < 200; round++) {
        const span = tracer.startSpan(`span ${round}`, { kind: round % 5, attributes: { round, text: 'ä' } }, context);
        if (round % 3 === 0)
          span.addEvent('e', { a: 1 }).addLink({ context: span.spanContext(), attributes: { l: true } });
        if (round % 4 === 0) span.setStatus({ code: 2, message: 'bad' });
        for (let n = 0; n < round; n++) span.setAttribute(`k${n}`, n % 2 ? n : `v${n}`);
        context = round % 7 === 0 ? ROOT : trace.setSpan(ROOT, span);
        span.end();
        kept.push(span as unknown as ReadableSpan);
      }
      flush();
      const direct = Buffer.concat(bodies.splice(0));
      const readable = createSpanEncoder({ format, enqueue: (_signal, body) => bodies.push(body) });
      for (const span of kept) readable.encode(fromReadableSpan(span), span.instrumentationScope, span.resource);
      readable.shutdown();
      assert.ok(direct.length > 100_000);
      assert.ok(direct.equals(Buffer.concat(bodies)));
    });
  }

  const spans = (bodies: Uint8Array[]): { name: string; attributes?: { key: string; value: object }[] }[] =>
    bodies
      .flatMap((body) => JSON.parse(Buffer.from(body).toString()).resourceSpans[0].scopeSpans)
      .flatMap((scope) => scope.spans);

  it('leaves out spans that are recorded but not sampled', () => {
    const { options, bodies, flush } = pipe('json');
    const sampler = createAlwaysRecordSampler(new AlwaysOffSampler());
    createTracerProvider({ ...options, sampler })
      .getTracer('t')
      .startSpan('a', {}, ROOT)
      .end();
    flush();
    assert.equal(bodies.length, 0);
  });

  it('sends what processors before it changed, in onEnding and onEnd', () => {
    const { options, bodies, flush } = pipe('json', [
      quiet({ onEnding: (span) => void span.setAttribute('ending', 1) }),
      quiet({ onEnd: (span) => void Object.assign(span.attributes, { secret: 'redacted' }) }),
    ]);
    createTracerProvider(options)
      .getTracer('t')
      .startSpan('a', { attributes: { secret: 'x' } }, ROOT)
      .end();
    flush();
    assert.deepEqual(spans(bodies)[0]?.attributes, [
      { key: 'secret', value: { stringValue: 'redacted' } },
      { key: 'ending', value: { intValue: '1' } },
    ]);
  });

  it('takes a span that another processor wraps', () => {
    const { options, bodies, flush } = pipe('json');
    const [encoding] = options.spanProcessors as [SpanProcessor];
    const attributes = { wrapped: true };
    const wrapping = quiet({
      onEnd: (span) => encoding.onEnd(Object.create(span, { attributes: { value: attributes } })),
    });
    const get = (span: ReadableSpan, key: string | symbol, receiver: unknown): unknown =>
      key === 'attributes' ? attributes : Reflect.get(span, key, receiver);
    const proxying = quiet({ onEnd: (span) => encoding.onEnd(new Proxy(span, { get })) });
    const copying = quiet({
      onEnd: (span) => encoding.onEnd(Object.assign(Object.create(Object.getPrototypeOf(span)), span, { attributes })),
    });
    createTracerProvider({ resource, spanProcessors: [copying] })
      .getTracer('t')
      .startSpan('c', {}, ROOT)
      .end();
    createTracerProvider({ resource, spanProcessors: [proxying] })
      .getTracer('t')
      .startSpan('a', {}, ROOT)
      .end();
    createTracerProvider({ resource, spanProcessors: [wrapping] })
      .getTracer('t')
      .startSpan('b', {}, ROOT)
      .end();
    flush();
    const expected = [{ key: 'wrapped', value: { boolValue: true } }];
    assert.deepEqual(
      spans(bodies).map((span) => [span.name, span.attributes]),
      ['c', 'a', 'b'].map((name) => [name, expected]),
    );
  });

  it('forceFlush and shutdown wait for delivery', async () => {
    const order: string[] = [];
    const encoder = createSpanEncoder({ enqueue: () => order.push('enqueued') });
    const delivered = async (): Promise<void> => void order.push('delivered');
    const provider = createTracerProvider({
      resource,
      spanProcessors: [createEncodingProcessor({ encoder, delivered })],
    });
    provider.getTracer('t').startSpan('a', {}, ROOT).end();
    await provider.forceFlush();
    provider.getTracer('t').startSpan('b', {}, ROOT).end();
    await provider.shutdown();
    assert.deepEqual(order, ['enqueued', 'delivered', 'enqueued', 'delivered']);
  });
});

it('keeps no span: 200,000 requests with a child and a timer each leave the heap as it was', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const contextManager = createContextManager();
  let sent = 0;
  const encoder = createSpanEncoder({ enqueue: (_signal, _body, items) => (sent += items) });
  const spanProcessors = [createEncodingProcessor({ encoder })];
  const tracer = createTracerProvider({ resource, spanProcessors, contextManager }).getTracer('t');
  const handled = (n: number): Promise<void> =>
    tracer.startActiveSpan('GET /', { kind: 1, attributes: { 'url.path': `/${n}` } }, async (span) => {
      const child = tracer.startSpan('query');
      await null;
      child.end();
      span.spanContext();
      span.end();
    });
  const heap = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  for (let n = 0; n < 20_000; n++) await handled(n);
  const before = heap();
  for (let n = 0; n < 200_000; n++) await handled(n);
  const grown = heap() - before;
  encoder.shutdown();
  assert.equal(sent, 440_000);
  assert.ok(grown < 2 * 1024 * 1024, `${grown} bytes more`);
});
