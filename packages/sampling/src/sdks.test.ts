import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import * as sdk2 from 'sdk-trace-base-2';
import { NodeTracerProvider } from 'sdk-trace-node-2';
import { profileRules } from './profile.ts';
import { createSampling, type Sampling } from './sampling.ts';

/** A thousand requests: 10 fail in a query, 10 are slow, one in ten is of a route of its own. */
function makeTraces(provider: TracerProvider): void {
  const tracer = provider.getTracer('sdks');
  const startTime = Date.now();
  for (let index = 0; index < 1000; index++) {
    const attributes = { 'url.path': `/orders/${index}`, 'http.request.method': 'GET' };
    const root = tracer.startSpan('GET', { kind: SpanKind.SERVER, startTime, attributes }, ROOT_CONTEXT);
    const within = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span);
    const query = tracer.startSpan('query', { startTime }, within(root));
    const row = tracer.startSpan('row', { startTime }, within(query));
    if (index % 100 === 0) query.setStatus({ code: 2 });
    row.end(startTime + 1);
    query.end(startTime + 2);
    root.updateName('GET /orders/:id').setAttribute('http.route', '/orders/:id');
    root.end(startTime + (index % 100 === 1 ? 2000 : 5));
  }
}

function check(sampling: Sampling, spans: ReadableSpan[]): void {
  const roots = spans.filter(({ kind }) => kind === SpanKind.SERVER);
  assert.equal(spans.length, roots.length * 3);
  const byRule = (rule: string): ReadableSpan[] => roots.filter((span) => span.attributes['sampling.rule'] === rule);
  assert.equal(byRule('errors').length, 10);
  assert.equal(byRule('slow').length, 10);
  assert.ok(Math.abs(byRule('staging').length - 490) < 4 * Math.sqrt(980 / 4));
  for (const span of spans) {
    const rule = roots.find((root) => root.spanContext().traceId === span.spanContext().traceId)!.attributes[
      'sampling.rule'
    ];
    const { traceFlags, traceState } = span.spanContext();
    assert.deepEqual([traceFlags, traceState?.serialize()], [1, rule === 'staging' ? 'ot=th:8' : 'ot=th:0']);
    assert.deepEqual([span.ended, span.instrumentationScope.name], [true, 'sdks']);
    assert.equal(span.resource.attributes['service.name'], 'shop');
  }
  const decided = sampling.counts().reduce((sum, { traces }) => sum + traces, 0);
  assert.equal(decided, 1000);
}

describe('the same code runs under', () => {
  it('NodeSDK of SDK 3', async () => {
    const sampling = createSampling(profileRules('staging'));
    const exporter = new InMemorySpanExporter();
    const keeper = sampling.keepInto(new BatchSpanProcessor({ exporter }));
    const sdk = new NodeSDK({
      serviceName: 'shop',
      sampler: sampling.sampler,
      spanProcessors: [keeper],
      metricReaders: [],
      logRecordProcessors: [],
      instrumentations: [],
    });
    sdk.start();
    makeTraces(trace.getTracerProvider());
    await keeper.forceFlush();
    check(sampling, exporter.getFinishedSpans());
    await sdk.shutdown();
    trace.disable();
    context.disable();
  });

  it('SDK 2.8, the one of ADOT 0.13', async () => {
    const sampling = createSampling(profileRules('staging'));
    const exporter = new sdk2.InMemorySpanExporter();
    const processor = new sdk2.BatchSpanProcessor(exporter, { maxQueueSize: 10_000 });
    // The types of SDK 2 differ in what a span says of its resource; what is used of them is the same.
    const keeper = sampling.keepInto(processor as never);
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }) as never,
      sampler: sampling.sampler,
      spanProcessors: [keeper as never],
    });
    provider.register({ contextManager: new AsyncLocalStorageContextManager() });
    makeTraces(provider);
    await keeper.forceFlush();
    check(sampling, exporter.getFinishedSpans() as never);
    await provider.shutdown();
  });
});
