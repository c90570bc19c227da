import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SpanKind } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { createSpanEncoder } from '@spanwise/otlp';
import { createContextManager, createEncodingProcessor, createTracerProvider } from '@spanwise/trace';
import { countDatadog } from '../bench/count-datadog-spans.ts';
import { countOtlp, type SpanCounts } from '../bench/count-spans.ts';
import type { PhaseResult } from '../bench/load/run.ts';
import { benchmarksPage } from '../bench/page.ts';
import type { Reports } from '../bench/reports.ts';

const none = (): SpanCounts => ({ spans: 0, server: 0, client: 0 });

describe('spans are counted', () => {
  it('in OTLP', () => {
    const counts = none();
    const encoder = createSpanEncoder({ enqueue: (_signal, body) => countOtlp(body, counts), maxItems: 2 });
    const tracer = createTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'a'.repeat(300) }),
      spanProcessors: [createEncodingProcessor({ encoder })],
      contextManager: createContextManager(),
    }).getTracer('test');
    for (const kind of [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CLIENT, SpanKind.INTERNAL, SpanKind.PRODUCER]) {
      tracer.startSpan('a span', { kind, attributes: { one: 1, half: 0.5, list: ['a', 'b'] } }).end();
    }
    encoder.flush();
    assert.deepEqual(counts, { spans: 5, server: 1, client: 2 });
  });

  it('in what dd-trace sends', () => {
    const counts = none();
    const span = (kind: string | undefined) => ({
      trace_id: 2n ** 60n,
      name: 'a name of more than thirty-one characters',
      error: 0,
      metrics: { rate: 0.5, pid: 70_000, offset: -300 },
      meta: { component: 'http', ...(kind && { 'span.kind': kind }), 'http.url': 'u'.repeat(300) },
      links: [{ trace_id: 1 }],
      meta_struct: new Uint8Array(300),
      type: null,
    });
    const traces = [[span('server'), span('client'), span(undefined)], Array(20).fill(span('client'))];
    countDatadog(Buffer.from(pack(traces)), counts);
    assert.deepEqual(counts, { spans: 23, server: 1, client: 21 });
  });
});

describe('the page of benchmarks', () => {
  const machine = { date: '2026-11-25', node: 'v24.21.0', cpu: 'CPU', cores: 2, memoryGib: 8, system: 'linux 6' };
  const rigs = ['bare', 'native', 'upstream'].map((name) => ({ name, title: `the ${name}`, version: '1.0.0' }));
  const spread = (median: number) => ({ median, q1: median, q3: median });
  const start = (rig: string, ratio: number) => ({
    ...{ program: 'express.cjs', rig, ratio, rssOverBare: 9 },
    ...{ ready: spread(100), end: spread(120), rss: spread(60) },
  });
  const phase = (rate: number): PhaseResult => ({
    ...{ requestsPerSecond: spread(rate), p50: spread(1), p99: spread(5), cpuMicros: spread(60) },
    ratios: { requestsPerSecond: 0.7, p99: 1.1, cpuMicros: 1.4 },
    ...{ busy: 1, failures: 0, requests: 1000, serverSpans: 999, clientSpans: 0, allSpans: 999 },
  });
  const load = (rig: string, sent: number) => ({
    ...{ program: 'http.cjs', rig, closed: phase(9000), rss: spread(80), rssOverBare: 20 },
    paced: { rate: 5000, ...phase(sent) },
  });

  const cases: { name: string; reports: Reports; has: string[]; hasNot: string[] }[] = [
    { name: 'of nothing', reports: {}, has: ['# Benchmarks'], hasNot: ['##', 'undefined'] },
    {
      name: 'of starts of two rigs',
      reports: {
        start: { ...machine, rounds: 2, restRounds: 1, rigs, results: [start('bare', 1), start('native', 1.1)] },
      },
      has: ['## Start-up', '| 1.10x | ≤ 1.15x: reached | ≤ 1.05x: **not reached** |', '- the native, 1.0.0'],
      hasNot: ['## Under load', 'undefined', 'NaN'],
    },
    {
      name: 'of load at a pace that one did not keep',
      reports: {
        load: { ...machine, rounds: 2, seconds: 1, rigs, results: [load('native', 5000), load('upstream', 3000)] },
      },
      has: [
        '## Under load',
        '| 70 % | ≥ 60 %: reached | ≥ 75 %: **not reached** |',
        '1,998 of 2,000',
        '| the native | 1.40x |',
        '| the upstream | (1.40x) |',
      ],
      hasNot: ['## Start-up', 'undefined', 'NaN'],
    },
  ];
  for (const { name, reports, has, hasNot } of cases) {
    it(name, () => {
      const page = benchmarksPage(reports);
      for (const text of has) assert.ok(page.includes(text), `${text}\n\n${page}`);
      for (const text of hasNot) assert.ok(!page.includes(text), `${text}\n\n${page}`);
    });
  }
});

/** MessagePack, in the types that dd-trace uses. */
function pack(value: unknown): number[] {
  if (value === null) return [0xc0];
  if (typeof value === 'bigint') return [0xcf, ...bytes(8, (view) => view.setBigUint64(0, value))];
  if (typeof value === 'number') return packNumber(value);
  if (typeof value === 'string') {
    const text = [...Buffer.from(value)];
    const head =
      text.length < 32 ? [0xa0 | text.length] : text.length < 256 ? [0xd9, text.length] : [0xda, ...two(text)];
    return [...head, ...text];
  }
  if (value instanceof Uint8Array) return [0xc5, ...two(value), ...value];
  if (Array.isArray(value)) {
    const head = value.length < 16 ? [0x90 | value.length] : [0xdd, 0, 0, ...two(value)];
    return [...head, ...value.flatMap(pack)];
  }
  const entries = Object.entries(value as object);
  return [0x80 | entries.length, ...entries.flat().flatMap(pack)];
}

function packNumber(value: number): number[] {
  if (!Number.isInteger(value)) return [0xcb, ...bytes(8, (view) => view.setFloat64(0, value))];
  if (value >= 0 && value < 128) return [value];
  return [0xd2, ...bytes(4, (view) => view.setInt32(0, value))];
}

function two({ length }: { length: number }): number[] {
  return [length >> 8, length & 0xff];
}

function bytes(size: number, write: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(size));
  write(view);
  return [...new Uint8Array(view.buffer)];
}
