import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  type Span as ApiSpan,
  type Attributes,
  type Context,
  context as contextApi,
  DiagLogLevel,
  diag,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  createAlwaysRecordSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { createContextManager } from './context-manager.ts';
import { createTracerProvider, type TracerProvider, type TracerProviderOptions } from './provider.ts';
import { traceContextPropagator } from './trace-context.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });
const remote = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), isRemote: true };
let errors: string[];

beforeEach(() => {
  errors = [];
  const note = (message: string): number => errors.push(message);
  diag.setLogger({ error: note, warn: note, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
});
afterEach(() => diag.disable());

function provider(options: Partial<TracerProviderOptions> = {}): TracerProvider {
  return createTracerProvider({ resource, ...options });
}

function collector(): SpanProcessor & { started: [ReadableSpan, Context][]; ended: ReadableSpan[] } {
  const started: [ReadableSpan, Context][] = [];
  const ended: ReadableSpan[] = [];
  return {
    started,
    ended,
    onStart: (span, context) => started.push([span, context]),
    onEnd: (span) => ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

const readable = (span: ApiSpan): ReadableSpan => span as unknown as ReadableSpan;

describe('startSpan', () => {
  const tracer = provider().getTracer('test', '1.2.3', { schemaUrl: 'https://example.com/1' });

  it('a root has random ids, the sampled and the random flag, and no parent', () => {
    const ids = new Set<string>();
    for (let count = 0; count < 2000; count++) {
      const span = tracer.startSpan('a', {}, ROOT);
      const { traceId, spanId, traceFlags, isRemote } = span.spanContext();
      assert.match(traceId, /^[0-9a-f]{32}$/);
      assert.match(spanId, /^[0-9a-f]{16}$/);
      assert.deepEqual([traceFlags, isRemote], [3, undefined]);
      assert.equal(readable(span).parentSpanContext, undefined);
      ids.add(traceId).add(spanId);
    }
    assert.equal(ids.size, 4000);
  });

  it('a child has its parent, trace and trace state', () => {
    const root = tracer.startSpan('a', {}, ROOT);
    const child = tracer.startSpan('b', { kind: SpanKind.SERVER }, trace.setSpan(ROOT, root));
    assert.equal(child.spanContext().traceId, root.spanContext().traceId);
    assert.deepEqual(readable(child).parentSpanContext, root.spanContext());
    assert.deepEqual([readable(child).kind, readable(root).kind], [SpanKind.SERVER, SpanKind.INTERNAL]);
  });

  it('a remote parent, in a context of either kind', () => {
    for (const root of [ROOT, ROOT_CONTEXT]) {
      const carrier = { traceparent: `00-${remote.traceId}-${remote.spanId}-01`, tracestate: 'a=1' };
      const getter = { get: (from: Record<string, string>, key: string) => from[key], keys: Object.keys };
      const parent = traceContextPropagator.extract(root, carrier, getter as never);
      const span = tracer.startSpan('a', {}, parent);
      const { traceId, traceFlags, traceState, isRemote } = span.spanContext();
      assert.deepEqual([traceId, traceFlags, traceState?.serialize(), isRemote], [remote.traceId, 1, 'a=1', undefined]);
      assert.equal(readable(span).parentSpanContext?.spanId, remote.spanId);
      assert.equal(readable(span).parentSpanContext?.isRemote, true);
    }
  });

  const noParents: [rule: string, context: Context][] = [
    [
      'a parent of another SDK with invalid ids',
      trace.setSpanContext(ROOT, { ...remote, traceId: 'x', traceFlags: 1 }),
    ],
    ['an all-zero parent', trace.setSpanContext(ROOT, { ...remote, spanId: '0'.repeat(16), traceFlags: 1 })],
    ['a parent that throws', trace.setSpan(ROOT, { spanContext: () => assert.fail('x') } as unknown as ApiSpan)],
  ];
  for (const [rule, context] of noParents) {
    it(`${rule} is no parent`, () => {
      const span = tracer.startSpan('a', {}, context);
      assert.equal(readable(span).parentSpanContext, undefined);
      assert.equal(span.isRecording(), true);
    });
  }

  it('root: true begins a new trace', () => {
    const parent = tracer.startSpan('a', {}, ROOT);
    const span = tracer.startSpan('b', { root: true }, trace.setSpan(ROOT, parent));
    assert.notEqual(span.spanContext().traceId, parent.spanContext().traceId);
    assert.equal(readable(span).parentSpanContext, undefined);
  });

  it('suppressed tracing gives an invalid span', () => {
    const span = tracer.startSpan('a', {}, suppressTracing(ROOT));
    assert.equal(trace.isSpanContextValid(span.spanContext()), false);
    assert.equal(span.isRecording(), false);
    span.setAttribute('a', 1).addEvent('x').setStatus({ code: 1 }).updateName('y').end();
  });

  it('carries scope and resource', () => {
    const span = readable(tracer.startSpan('a', {}, ROOT));
    assert.deepEqual(span.instrumentationScope, { name: 'test', version: '1.2.3', schemaUrl: 'https://example.com/1' });
    assert.equal(span.resource, resource);
  });

  it('a long chain of spans keeps only its last', () => {
    let context: Context = ROOT;
    for (let count = 0; count < 3; count++) context = trace.setSpan(context, tracer.startSpan('a', {}, context));
    const kept = new Set(Object.values(trace.getSpan(context)!));
    assert.ok(![...kept].some((value) => value instanceof Object && 'startMillis' in value));
  });
});

describe('sampling', () => {
  const { RECORD, RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
  const from = (flags: number | undefined, isRemote = true): Context =>
    flags === undefined ? ROOT : trace.setSpanContext(ROOT, { ...remote, traceFlags: flags, isRemote });

  // The default, built in, decides as upstream's sampler object does.
  const rows: [rule: string, context: Context, recording: boolean, flags: number][] = [
    ['no parent', from(undefined), true, 3],
    ['remote parent sampled', from(1), true, 1],
    ['remote parent sampled and random', from(3), true, 3],
    ['remote parent not sampled', from(0), false, 0],
    ['remote parent random, not sampled', from(2), false, 2],
    ['local parent sampled', from(1, false), true, 1],
    ['local parent not sampled', from(0, false), false, 0],
  ];
  for (const sampler of [undefined, new ParentBasedSampler({ root: new AlwaysOnSampler() })]) {
    for (const [rule, context, recording, flags] of rows) {
      it(`parentbased_always_on, ${sampler ? 'upstream' : 'built in'}: ${rule}`, () => {
        const span = provider({ sampler }).getTracer('t').startSpan('a', {}, context);
        assert.deepEqual([span.isRecording(), span.spanContext().traceFlags], [recording, flags]);
      });
    }
  }

  it('a dropped span hands its trace on', () => {
    const processor = collector();
    const tracer = provider({ sampler: new AlwaysOffSampler(), spanProcessors: [processor] }).getTracer('t');
    const span = tracer.startSpan('a', {}, from(1));
    assert.deepEqual([span.spanContext().traceId, span.isRecording()], [remote.traceId, false]);
    assert.notEqual(span.spanContext().spanId, remote.spanId);
    span.end();
    assert.deepEqual([processor.started.length, processor.ended.length], [0, 0]);
  });

  it('RECORD and always-record samplers: processors see the span, exporters do not', async () => {
    const processor = collector();
    const exporter = new InMemorySpanExporter();
    const sampler = createAlwaysRecordSampler(new AlwaysOffSampler());
    const spanProcessors = [processor, new SimpleSpanProcessor({ exporter })];
    const own = provider({ sampler, spanProcessors });
    const span = own.getTracer('t').startSpan('a', {}, ROOT);
    span.end();
    await own.forceFlush();
    assert.equal(span.spanContext().traceFlags & TraceFlags.SAMPLED, 0);
    assert.deepEqual([processor.started.length, processor.ended.length, exporter.getFinishedSpans().length], [1, 1, 0]);
  });

  it('recordUnsampled: processors see what is not sampled, and nobody is told that it is', () => {
    const processor = collector();
    const tracer = provider({
      sampler: new AlwaysOffSampler(),
      spanProcessors: [processor],
      recordUnsampled: (kind, attributes) => kind === SpanKind.CLIENT && attributes?.counts === true,
    }).getTracer('t');
    tracer.startSpan('counts', { kind: SpanKind.CLIENT, attributes: { counts: true } }, ROOT).end();
    tracer.startSpan('other', { kind: SpanKind.CLIENT }, ROOT).end();
    assert.deepEqual(
      processor.ended.map((span) => [span.name, span.spanContext().traceFlags & TraceFlags.SAMPLED]),
      [['counts', 0]],
    );
  });

  it('TraceIdRatioBased decides on our trace ids', () => {
    const tracer = provider({ sampler: new TraceIdRatioBasedSampler(0.25) }).getTracer('t');
    let sampled = 0;
    for (let count = 0; count < 4000; count++) if (tracer.startSpan('a', {}, ROOT).isRecording()) sampled++;
    assert.ok(sampled > 800 && sampled < 1200, String(sampled));
  });

  it('a sampler is told everything and its attributes and trace state count', () => {
    const asked: unknown[][] = [];
    const traceState = { get: () => '', set: () => traceState, unset: () => traceState, serialize: () => 'x=1' };
    const sampler: Sampler = {
      shouldSample(...args) {
        asked.push(args);
        return { decision: RECORD_AND_SAMPLED, attributes: { a: 'sampler', s: 1, wrong: 1n }, traceState };
      },
      toString: () => 'test',
    };
    const link: Link = { context: { ...remote, traceFlags: 0 }, attributes: { l: 1, w: 1n } };
    const attributes = { a: 'span', b: 2, wrong: 1n, none: undefined };
    const options = { kind: SpanKind.CLIENT, attributes, links: [link] };
    const span = provider({ sampler }).getTracer('t').startSpan('name', options, from(1));
    const [context, traceId, name, kind, seen, links] = asked[0] as [
      Context,
      string,
      string,
      number,
      Attributes,
      Link[],
    ];
    assert.equal(trace.getSpanContext(context)?.spanId, remote.spanId);
    assert.deepEqual([traceId, name, kind], [remote.traceId, 'name', SpanKind.CLIENT]);
    assert.deepEqual(seen, { a: 'span', b: 2 });
    assert.deepEqual(links[0]?.attributes, { l: 1 });
    assert.deepEqual(readable(span).attributes, { a: 'sampler', b: 2, s: 1 });
    assert.equal(span.spanContext().traceState?.serialize(), 'x=1');
    assert.deepEqual(attributes, { a: 'span', b: 2, wrong: 1n, none: undefined });
  });

  it('root: true hides the parent from the sampler', () => {
    const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
    const span = provider({ sampler }).getTracer('t').startSpan('a', { root: true }, from(0));
    assert.equal(span.isRecording(), true);
  });

  it('a sampler that throws costs the span, not the program', () => {
    const sampler: Sampler = { shouldSample: () => assert.fail('broken'), toString: () => 'broken' };
    assert.equal(provider({ sampler }).getTracer('t').startSpan('a', {}, ROOT).isRecording(), false);
    assert.match(errors.join(), /Sampler/);
  });

  for (const decision of [RECORD, NOT_RECORD]) {
    it(`decision ${SamplingDecision[decision]}`, () => {
      const sampler: Sampler = { shouldSample: () => ({ decision }), toString: () => '' };
      const span = provider({ sampler }).getTracer('t').startSpan('a', {}, ROOT);
      assert.deepEqual([span.isRecording(), span.spanContext().traceFlags], [decision === RECORD, 2]);
    });
  }
});

describe('idGenerator', () => {
  it("a program's ids are used and not called random", () => {
    const idGenerator = { generateTraceId: () => 'ef'.repeat(16), generateSpanId: () => '01'.repeat(8) };
    const tracer = provider({ idGenerator }).getTracer('t');
    const span = tracer.startSpan('a', {}, ROOT);
    assert.deepEqual(span.spanContext(), {
      traceId: 'ef'.repeat(16),
      spanId: '01'.repeat(8),
      traceFlags: 1,
      traceState: undefined,
    });
  });

  for (const wrong of ['', 'xyz', undefined]) {
    it(`wrong ids ${wrong} are replaced`, () => {
      const idGenerator = { generateTraceId: () => wrong as string, generateSpanId: () => wrong as string };
      const span = provider({ idGenerator }).getTracer('t').startSpan('a', {}, ROOT);
      assert.ok(trace.isSpanContextValid(span.spanContext()));
      assert.match(errors.join(), /idGenerator/);
    });
  }
});

describe('startActiveSpan', () => {
  const contextManager = createContextManager();
  const tracer = provider({ contextManager }).getTracer('t');
  const name = (): string | undefined => readable(trace.getSpan(contextManager.active())!)?.name;

  it('in every form of the API', () => {
    assert.equal(tracer.startActiveSpan('a', name), 'a');
    assert.equal(tracer.startActiveSpan('b', { kind: SpanKind.CLIENT }, name), 'b');
    const key = Symbol('key');
    const seen = tracer.startActiveSpan('c', {}, ROOT.setValue(key, 1), () => contextManager.active().getValue(key));
    assert.equal(seen, 1);
    assert.equal((tracer.startActiveSpan as (name: string) => unknown)('d'), undefined);
  });

  it('children find their parents', () => {
    tracer.startActiveSpan('parent', (parent) => {
      tracer.startActiveSpan('child', (child) => {
        assert.deepEqual(readable(child).parentSpanContext, parent.spanContext());
      });
    });
  });

  it('a throw comes through', () => {
    assert.throws(() => tracer.startActiveSpan('a', () => assert.fail('thrown')), /thrown/);
  });

  it("uses the API's context manager without one of its own", (t) => {
    contextApi.setGlobalContextManager(contextManager);
    t.after(() => contextApi.disable());
    const global = provider().getTracer('t');
    global.startActiveSpan('a', (span) => {
      assert.equal(trace.getActiveSpan(), span);
      assert.deepEqual(readable(global.startSpan('b')).parentSpanContext, span.spanContext());
    });
  });
});

describe('provider', () => {
  it('gives the same tracer for the same name, version and schema', () => {
    const own = provider();
    assert.equal(own.getTracer('a', '1'), own.getTracer('a', '1'));
    assert.notEqual(own.getTracer('a', '1'), own.getTracer('a', '2'));
    assert.notEqual(own.getTracer('a', '1'), own.getTracer('a', '1', { schemaUrl: 'x' }));
    own
      .getTracer(undefined as unknown as string)
      .startSpan('works')
      .end();
  });

  it("feeds upstream's BatchSpanProcessor and InMemorySpanExporter", async () => {
    const exporter = new InMemorySpanExporter();
    const own = provider({ resource: defaultResource(), spanProcessors: [new BatchSpanProcessor({ exporter })] });
    const tracer = own.getTracer('t');
    const root = tracer.startSpan('root', { attributes: { a: 1 } }, ROOT);
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT, root)).addEvent('e', { b: 2 });
    child.setStatus({ code: 2, message: 'm' }).end();
    root.end();
    await own.forceFlush();
    const [first, second] = exporter.getFinishedSpans();
    assert.deepEqual([first?.name, first?.status, first?.events[0]?.name], ['child', { code: 2, message: 'm' }, 'e']);
    assert.deepEqual([second?.name, second?.attributes, second?.ended], ['root', { a: 1 }, true]);
    await own.shutdown();
  });

  it('a processor that throws does not stop the others', () => {
    const fails = (): never => assert.fail('broken');
    const broken: SpanProcessor = { ...collector(), onStart: fails, onEnding: fails, onEnd: fails };
    const processor = collector();
    const span = provider({ spanProcessors: [broken, processor] })
      .getTracer('t')
      .startSpan('a', {}, ROOT);
    span.end();
    assert.deepEqual([processor.started.length, processor.ended.length, errors.length], [1, 1, 3]);
  });

  it('forceFlush rejects with what failed or was late; shutdown happens once', async () => {
    let shutdowns = 0;
    const late: SpanProcessor = { ...collector(), forceFlush: () => new Promise(() => {}) };
    const broken: SpanProcessor = { ...collector(), forceFlush: () => assert.fail('broken') };
    const counting: SpanProcessor = { ...collector(), shutdown: async () => void shutdowns++ };
    const own = provider({ spanProcessors: [late, broken, counting] });
    await assert.rejects(own.forceFlush({ timeoutMillis: 5 }), (failures: Error[]) => {
      assert.deepEqual(
        failures.map((error) => /within 5 ms|broken/.test(error.message)),
        [true, true],
      );
      return true;
    });
    await Promise.all([own.shutdown(), own.shutdown()]);
    assert.equal(shutdowns, 1);
    assert.equal(own.getTracer('t').startSpan('a', {}, ROOT).isRecording(), false);
  });
});
