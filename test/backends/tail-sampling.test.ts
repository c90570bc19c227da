import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { ReceivedSpan } from '@spanwise/cli';
import { type Collector, startCollector } from '../support/collector.ts';
import { eventually } from './eventually.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';

const count = 10_000;
const tenPercent = thresholdOf(0.1);
const half = thresholdOf(0.5);

/** What a trace is made of: one in a hundred fails, another one in a hundred is slow. */
interface Trace {
  id: string;
  isError: boolean;
  isSlow: boolean;
}

/** Ten thousand traces, with the same ids in every run, so that the ones that must be kept are known. */
function tracesOf(service: string): Trace[] {
  return Array.from({ length: count }, (_, index) => ({
    id: createHash('sha256').update(`${service} ${index}`).digest('hex').slice(0, 32),
    isError: index % 100 === 17,
    isSlow: index % 100 === 42,
  }));
}

describe('10,000 traces, 1 % of them errors and 1 % slow, sampled at 10 %', () => {
  let receiver: Collector;
  let gateway: Otelcol;
  let decided = 0;

  before(async () => {
    receiver = await startCollector();
    gateway = await startOtelcol({
      configs: ['gateway.yaml', 'backends/otlp.yaml'],
      env: {
        BACKEND_OTLP_ENDPOINT: receiver.url,
        SAMPLING_PERCENTAGE: '10',
        SAMPLING_DECISION_WAIT: '2s',
        SPAN_METRICS_INTERVAL: '1s',
        USAGE_INTERVAL: '1s',
      },
    });
  });
  after(async () => {
    await gateway.stop();
    await receiver.close();
  });

  /** Sends one trace of two spans each, and resolves to what arrives: the spans of a trace by its id. */
  async function sample(
    service: string,
    sent: readonly Trace[],
    traceState = '',
  ): Promise<Map<string, ReceivedSpan[]>> {
    const end = BigInt(Date.now()) * 1_000_000n;
    // Parent and child in different requests, as services send them.
    for (const part of [0, 1]) {
      for (let start = 0; start < sent.length; start += 1000) {
        const spans = sent.slice(start, start + 1000).map((trace) => spansOf(trace, traceState, end)[part]);
        await post(gateway.url, service, spans as object[]);
      }
    }
    decided += sent.length;
    const metric = 'otelcol_processor_tail_sampling_global_count_traces_sampled';
    await eventually(async () => assert.equal(await gateway.metric(metric), decided), 60_000);
    const kept = (await gateway.metric(metric, 'sampled="true"')) * 2;
    const backend = 'exporter="otlp_http/backend"';
    await eventually(async () => assert.equal(await gateway.metric('otelcol_exporter_sent_spans', backend), kept));
    const mine = receiver.spans.filter((span) => span.resource['service.name'] === service);
    return Map.groupBy(mine, (span) => span.traceId);
  }

  it('keeps all errors, all slow ones and the tenth of the others with the highest randomness', async (t) => {
    const traces = tracesOf('plain');
    const kept = await sample('plain', traces);
    const due = traces.filter((trace) => isImportant(trace) || randomness(trace.id) >= tenPercent);
    assert.deepEqual([...kept.keys()].sort(), idsOf(due));
    let sum = 0;
    for (const trace of due) {
      const spans = kept.get(trace.id)!;
      assert.equal(spans.length, 2, 'no half traces');
      for (const span of spans) assert.equal(adjustedCount(span.traceState), isImportant(trace) ? 1 : 10);
      sum += adjustedCount(spans[0]!.traceState);
    }
    t.diagnostic(`100 of 100 errors, 100 of 100 slow, ${due.length - 200} of 9,800 others; they stand for ${sum}`);
    assert.ok(Math.abs(sum - count) < 0.1 * count);
  });

  it('leaves 10 % of the programs at 10 %', async (t) => {
    const sent = tracesOf('head-10').filter((trace) => randomness(trace.id) >= tenPercent);
    const kept = await sample('head-10', sent, 'ot=th:e6666666666666');
    assert.deepEqual([...kept.keys()].sort(), idsOf(sent));
    for (const spans of kept.values()) assert.equal(adjustedCount(spans[0]!.traceState), 10);
    t.diagnostic(`${kept.size} of ${sent.length} kept, standing for ${kept.size * 10} of ${count}`);
  });

  it('makes 10 % of 50 % of the programs, and keeps what other vendors put into the trace state', async () => {
    const sent = tracesOf('head-50').filter((trace) => randomness(trace.id) >= half);
    const kept = await sample('head-50', sent, 'vendor=1,ot=th:8');
    const due = sent.filter((trace) => isImportant(trace) || randomness(trace.id) >= tenPercent);
    assert.deepEqual([...kept.keys()].sort(), idsOf(due));
    for (const trace of due) {
      const { traceState } = kept.get(trace.id)![0]!;
      assert.match(traceState, /vendor=1/);
      assert.equal(adjustedCount(traceState), isImportant(trace) ? 2 : 10);
    }
  });

  it('counts before sampling, each span for as many as it stands for', async () => {
    const headSampled = tracesOf('head-10').filter((trace) => randomness(trace.id) >= tenPercent).length;
    const sent = [
      { service: 'plain', spans: 2 * count, factor: 1 },
      { service: 'head-10', spans: 2 * headSampled, factor: 10 },
    ];
    for (const { service, spans, factor } of sent) {
      await eventually(() => {
        assert.equal(total('telemetry.spans.received', service), spans);
        assert.equal(Math.round(total('telemetry.spans', service)), spans * factor);
        assert.equal(total('traces.span.metrics.calls', service), spans * factor);
      });
    }
  });

  /** The sum over the series of a cumulative metric of their last values. */
  function total(name: string, service: string): number {
    const series = new Map<string, number>();
    for (const metric of receiver.metrics) {
      if (metric.name !== name || metric.resource['service.name'] !== service) continue;
      for (const point of metric.points) series.set(JSON.stringify(point.attributes), Number(point.value));
    }
    return [...series.values()].reduce((sum, value) => sum + value, 0);
  }
});

function isImportant({ isError, isSlow }: Trace): boolean {
  return isError || isSlow;
}

function idsOf(some: readonly Trace[]): string[] {
  return some.map((trace) => trace.id).sort();
}

/** Threshold of a probability: 56 bits, as `th` has them. */
function thresholdOf(probability: number): bigint {
  return BigInt(Math.round((1 - probability) * 2 ** 56));
}

/** The randomness of a trace id: its low 56 bits. https://www.w3.org/TR/trace-context-2/#randomness-of-trace-id */
function randomness(traceId: string): bigint {
  return BigInt(`0x${traceId.slice(-14)}`);
}

/** How many traces one stands for, from `ot=th:…`, to three digits. */
function adjustedCount(traceState: string): number {
  const th = /(?:^|,)ot=(?:[^,]*;)?th:([0-9a-f]{1,14})/.exec(traceState)?.[1];
  if (th === undefined) throw new Error(`no threshold in '${traceState}'`);
  const all = 2 ** 56;
  return Math.round((1000 * all) / (all - Number(`0x${th.padEnd(14, '0')}`))) / 1000;
}

function spansOf({ id, isError, isSlow }: Trace, traceState: string, end: bigint): [object, object] {
  const start = end - (isSlow ? 1_500_000_000n : 20_000_000n);
  const root = id.slice(0, 16);
  const child = id.slice(0, 15) + (id[15] === '0' ? '1' : '0');
  const shared = { traceId: id, traceState, startTimeUnixNano: String(start), endTimeUnixNano: String(end) };
  return [
    { ...shared, spanId: root, name: 'GET /tea', kind: 2 },
    { ...shared, spanId: child, parentSpanId: root, name: 'SELECT', kind: 3, ...(isError && { status: { code: 2 } }) },
  ];
}

async function post(url: string, service: string, spans: object[]): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] }),
  });
  assert.equal(response.status, 200, await response.text());
}
