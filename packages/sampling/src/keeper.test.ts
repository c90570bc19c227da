import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTraceState, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, type Sampler, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { exitInto, exitIntoAll } from './exit.ts';
import type { Keeper, KeeperOptions } from './keeper.ts';
import type { Rule } from './rule.ts';
import { createSampling, type Sampling } from './sampling.ts';

const errorsOnly: Rule[] = [
  { name: 'errors', match: { status: 'error' }, action: 'keep' },
  { name: 'rest', action: 'drop' },
];

interface Bench {
  sampling: Sampling;
  keeper: Keeper;
  start(name: string, parent?: Span): Span;
  /** A local root whose parent is in another process. */
  enter(name: string, flags?: number, ot?: string): Span;
  /** Names of what was exported since, in order. */
  exported(): string[];
}

function bench(rules: readonly Rule[] = errorsOnly, options?: KeeperOptions): Bench {
  const sampling = createSampling(rules);
  const exporter = new InMemorySpanExporter();
  const keeper = sampling.keepInto(new SimpleSpanProcessor({ exporter }), options);
  const provider = new TracerProvider({ sampler: sampling.sampler, spanProcessors: [keeper] });
  const tracer = provider.getTracer('test');
  let remote = 0;
  return {
    sampling,
    keeper,
    start: (name, parent) =>
      tracer.startSpan(name, {}, parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent)),
    enter(name, flags = 0, ot) {
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: (++remote).toString(16).padStart(16, '0'),
        traceFlags: flags,
        isRemote: true,
        ...(ot !== undefined && { traceState: createTraceState(`ot=${ot}`) }),
      });
      return tracer.startSpan(name, {}, context);
    },
    exported() {
      const names = exporter.getFinishedSpans().map(({ name }) => name);
      exporter.reset();
      return names;
    },
  };
}

const fail = (span: Span): Span => span.setStatus({ code: 2 });

describe('the keeper', () => {
  it('leaves alone what its sampler has dropped and another one has recorded, as for costs', () => {
    const sampling = createSampling([
      { name: 'servers', match: { kind: 'server' }, action: 'drop' },
      { name: 'errors', match: { status: 'error' }, action: 'keep' },
    ]);
    const { sampler } = sampling;
    const exporter = new InMemorySpanExporter();
    const recordAll: Sampler = {
      shouldSample(...given) {
        const result = sampler.shouldSample(...given);
        return result.decision === 0 ? { ...result, decision: 1 } : result;
      },
      toString: () => 'RecordAll',
    };
    const spanProcessors = [sampling.keepInto(new SimpleSpanProcessor({ exporter }))];
    const tracer = new TracerProvider({ sampler: recordAll, spanProcessors }).getTracer('test');
    const root = tracer.startSpan('root', { kind: 1 }, ROOT_CONTEXT);
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root));
    for (const span of [child, root]) fail(span).end();
    assert.deepEqual(exporter.getFinishedSpans(), []);
    assert.deepEqual(
      sampling.counts().map(({ rule, isKept, traces }) => ({ rule, isKept, traces })),
      [{ rule: 'servers', isKept: false, traces: 1 }],
    );
  });

  it('holds a trace until its local root ends, and keeps or drops it whole', () => {
    const { start, exported, keeper } = bench();
    for (const fails of [true, false]) {
      const root = start('root');
      const child = start('child', root);
      const grandchild = start('grandchild', child);
      if (fails) fail(grandchild);
      grandchild.end();
      child.end();
      assert.deepEqual(exported(), []);
      assert.equal(keeper.size(), 2);
      assert.ok(keeper.bytes() > 0);
      root.end();
      assert.deepEqual(exported(), fails ? ['grandchild', 'child', 'root'] : []);
      assert.equal(keeper.size(), 0);
      assert.equal(keeper.bytes(), 0);
    }
  });

  it('spans that end after the root follow its decision, and so do spans that start then', () => {
    const { start, exported } = bench();
    const root = start('root');
    const stream = start('stream', root);
    const other = start('other root');
    const background = start('background', other);
    fail(root).end();
    other.end();
    assert.deepEqual(exported(), ['root']);
    stream.end();
    background.end();
    const late = start('late', root);
    assert.deepEqual([late.isRecording(), late.spanContext().traceFlags], [true, 1]);
    assert.equal(late.spanContext().traceState?.get('ot'), 'th:0');
    late.end();
    const dropped = start('late of the dropped', other);
    assert.deepEqual([dropped.isRecording(), dropped.spanContext().traceFlags], [false, 0]);
    dropped.end();
    assert.deepEqual(exported(), ['stream', 'late']);
  });

  it('an error after the decision comes too late', () => {
    const { start, exported } = bench();
    const root = start('root');
    const stream = start('stream', root);
    root.end();
    fail(stream).end();
    assert.deepEqual(exported(), []);
  });

  it('many local roots of one trace are decided each by itself', () => {
    const { enter, start, exported, sampling } = bench();
    const first = enter('first');
    const second = enter('second');
    const third = enter('third');
    start('of the second', second).end();
    fail(start('of the first', first)).end();
    third.end();
    second.end();
    assert.deepEqual(exported(), []);
    first.end();
    assert.deepEqual(exported(), ['of the first', 'first']);
    assert.deepEqual(sampling.counts(), [
      { rule: 'rest', isKept: false, reason: 'end', traces: 2 },
      { rule: 'errors', isKept: true, reason: 'end', traces: 1 },
    ]);
  });

  it('what the head had kept with a lower count leaves with the count of its outcome', () => {
    const rules: Rule[] = [errorsOnly[0]!, { name: 'rest', action: { ratio: 0.5 } }];
    const { enter, start, keeper } = bench(rules);
    const seen: (string | undefined)[] = [];
    const root = enter('root', 1, 'th:4;rv:d0000000000000');
    const child = start('child', root);
    // Callees are told what the head decided: it cannot know better.
    assert.equal(child.spanContext().traceState?.get('ot'), 'th:8;rv:d0000000000000');
    assert.equal(child.spanContext().traceFlags, 1);
    fail(child).end();
    root.end();
    const late = start('late', root);
    seen.push(late.spanContext().traceState?.get('ot'));
    assert.deepEqual(seen, ['th:0;rv:d0000000000000']);
    assert.equal(keeper.size(), 0);
  });

  it('beyond its bytes it decides the oldest trace by what is known of it', () => {
    const { start, exported, keeper, sampling } = bench(errorsOnly, { maxBytes: 20_000 });
    const failed = start('failed root');
    fail(start('failed', failed)).end();
    const roots = Array.from({ length: 50 }, (_, index) => start(`root ${index}`));
    for (const root of roots) start('child', root).setAttribute('text', 'x'.repeat(200)).end();
    assert.ok(keeper.bytes() <= 20_000, `${keeper.bytes()}`);
    assert.deepEqual(exported(), ['failed']);
    failed.end();
    assert.deepEqual(exported(), ['failed root']);
    // The newest still wait, the oldest are dropped for good.
    fail(roots[49]!).end();
    fail(roots[0]!).end();
    assert.deepEqual(exported(), ['child', 'root 49']);
    const full = sampling.counts().filter(({ reason }) => reason === 'full');
    assert.deepEqual(
      full.map(({ rule, isKept }) => [rule, isKept]),
      [
        ['errors', true],
        ['rest', false],
      ],
    );
  });

  it('open traces without spans count too', () => {
    const { start, keeper } = bench(errorsOnly, { maxBytes: 100_000 });
    for (let index = 0; index < 10_000; index++) start(`root ${index}`);
    assert.ok(keeper.bytes() <= 100_000, `${keeper.bytes()}`);
  });

  it('a root that does not end in time is decided by what is known of it', async () => {
    const rules: Rule[] = [
      errorsOnly[0]!,
      { name: 'slow', match: { duration: 50, name: 'slow*' }, action: 'keep' },
      { name: 'rest', action: 'drop' },
    ];
    const { start, exported, keeper, sampling } = bench(rules, { maxMillis: 60 });
    const failed = start('failed root');
    fail(start('failed', failed)).end();
    const slow = start('slow root');
    start('of the slow', slow).end();
    const quiet = start('quiet root');
    start('of the quiet', quiet).end();
    while (keeper.size() > 0) await wait(10);
    assert.deepEqual(exported(), ['failed', 'of the slow']);
    for (const root of [failed, slow, quiet]) root.end();
    assert.deepEqual(exported(), ['failed root', 'slow root']);
    assert.ok(sampling.counts().every(({ reason }) => reason === 'expired'));
    await keeper.shutdown();
  });

  it('at the end of the process everything is decided', async () => {
    const { start, exported, keeper } = bench();
    const failed = start('failed root');
    fail(start('failed', failed)).end();
    start('of the other', start('other root')).end();
    keeper.decideAll();
    assert.deepEqual(exported(), ['failed']);
    assert.deepEqual([keeper.size(), keeper.bytes()], [0, 0]);
    await keeper.shutdown();
  });

  it('what is decided at the start is neither held nor changed, and what is dropped then is not recorded', () => {
    const rules: Rule[] = [
      { name: 'noise', match: { path: '/noise' }, action: 'drop' },
      { name: 'rest', action: { ratio: 1 } },
    ];
    const { sampling, keeper } = bench(rules);
    assert.equal(sampling.needsKeeper, false);
    const provider = new TracerProvider({ sampler: sampling.sampler, spanProcessors: [keeper] });
    const tracer = provider.getTracer('test');
    const noise = tracer.startSpan('noise', { attributes: { 'url.path': '/noise' } }, ROOT_CONTEXT);
    assert.equal(noise.isRecording(), false);
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT) as Span & { attributes: object };
    assert.equal(root.spanContext().traceState?.get('ot'), 'th:0');
    assert.deepEqual(root.attributes, { 'sampling.rule': 'rest' });
    root.end();
    assert.equal(keeper.size(), 0);
  });

  it('behind another sampler it follows what that decided, and keeps what the rules keep', () => {
    const rules: Rule[] = [errorsOnly[0]!, { name: 'rest', action: { ratio: 1 } }];
    const sampling = createSampling(rules);
    const exporter = new InMemorySpanExporter();
    const keeper = sampling.keepInto(new SimpleSpanProcessor({ exporter }));
    let decision = 1;
    const sampler = { shouldSample: () => ({ decision }), toString: () => 'other' };
    const tracer = new TracerProvider({ sampler, spanProcessors: [keeper] }).getTracer('test');
    for (decision of [1, 2]) {
      tracer.startSpan(`root ${decision}`, {}, ROOT_CONTEXT).end();
      fail(tracer.startSpan(`failed ${decision}`, {}, ROOT_CONTEXT)).end();
    }
    const exported = exporter.getFinishedSpans().map((span) => [span.name, span.spanContext().traceState?.get('ot')]);
    assert.deepEqual(exported, [
      ['failed 1', 'th:0'],
      ['root 2', undefined],
      ['failed 2', 'th:0'],
    ]);
  });

  it('gives its spans to several processors', async () => {
    const exporters = [new InMemorySpanExporter(), new InMemorySpanExporter()];
    const sampling = createSampling(errorsOnly);
    const keeper = sampling.keep(
      exitIntoAll(exporters.map((exporter) => exitInto(new SimpleSpanProcessor({ exporter })))),
    );
    const tracer = new TracerProvider({ sampler: sampling.sampler, spanProcessors: [keeper] }).getTracer('test');
    fail(tracer.startSpan('root', {}, ROOT_CONTEXT)).end();
    await keeper.forceFlush();
    for (const exporter of exporters) assert.equal(exporter.getFinishedSpans().length, 1);
    await keeper.shutdown();
  });
});
