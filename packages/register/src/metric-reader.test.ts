import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ValueType } from '@opentelemetry/api';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { QueueMetricReader, type QueueMetricReaderOptions } from './metric-reader.ts';

function createReader(options: Partial<QueueMetricReaderOptions> = {}) {
  const written: ResourceMetrics[] = [];
  const reader = new QueueMetricReader({
    intervalMillis: 60_000,
    timeoutMillis: 1000,
    temporality: 'cumulative',
    histogramAggregation: 'explicit_bucket_histogram',
    ready: () => undefined,
    write: (metrics) => written.push(metrics),
    flush: async () => {},
    ...options,
  });
  const provider = new MeterProvider({ readers: [reader] });
  return { reader, provider, meter: provider.getMeter('test', '1.0'), written };
}

/** Names, values and attributes, without times. */
function seen(written: readonly ResourceMetrics[]) {
  return written.map(({ scopeMetrics }) =>
    scopeMetrics.map(({ scope, metrics }) => ({
      scope: scope.name,
      metrics: metrics.map(({ descriptor, dataPointType, dataPoints }) => ({
        name: descriptor.name,
        dataPointType,
        points: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
      })),
    })),
  );
}

describe('collectSync writes what collect would', () => {
  for (const temporality of ['cumulative', 'delta', 'lowmemory'] as const) {
    it(temporality, async () => {
      const sync = createReader({ temporality });
      const reference = createReader({ temporality });
      for (const { meter } of [sync, reference]) {
        const counter = meter.createCounter('counter');
        counter.add(2, { a: 1 });
        counter.add(3, { a: 2 });
        meter.createUpDownCounter('up.down').add(-4);
        meter.createGauge('gauge').record(7);
        meter.createHistogram('histogram').record(12);
        meter.createObservableGauge('observed').addCallback((result) => {
          result.observe(1, { x: 'a', y: 'b' });
          result.observe(2, { y: 'b', x: 'a' });
          result.observe(5);
          result.observe('no number' as unknown as number);
        });
        meter.createObservableCounter('whole', { valueType: ValueType.INT }).addCallback((r) => r.observe(3.7));
        const one = meter.createObservableCounter('batch.one');
        const two = meter.createObservableUpDownCounter('batch.two');
        meter.addBatchObservableCallback(
          (result) => {
            result.observe(one, 10, { a: 1 });
            result.observe(two, 20);
          },
          [one, two],
        );
      }
      assert.equal(sync.reader.collectSync(), 0);
      await reference.provider.forceFlush();
      assert.deepEqual(seen(sync.written), seen(reference.written));
      sync.reader.collectSync();
      await reference.provider.forceFlush();
      assert.deepEqual(seen(sync.written), seen(reference.written));
    });
  }
});

it('counts callbacks that are asynchronous or throw, and goes on with the others', () => {
  const { reader, meter, written } = createReader();
  meter.createObservableGauge('async').addCallback(async (result) => {
    await null;
    result.observe(1);
  });
  meter.createObservableGauge('rejects').addCallback(() => Promise.reject(new Error('no')));
  meter.createObservableGauge('throws').addCallback(() => {
    throw new Error('no');
  });
  meter.createCounter('counter').add(1);
  assert.equal(reader.collectSync(), 3);
  assert.deepEqual(
    seen(written)[0]![0]!.metrics.map(({ name }) => name),
    ['counter'],
  );
});

it('writes nothing when there is nothing, or no provider', () => {
  const { reader, written } = createReader();
  reader.collectSync();
  assert.deepEqual(written, []);
  const unbound = new QueueMetricReader({
    intervalMillis: 1000,
    timeoutMillis: 1000,
    temporality: 'delta',
    histogramAggregation: 'base2_exponential_bucket_histogram',
    ready: () => undefined,
    write: () => assert.fail(),
    flush: async () => {},
  });
  assert.equal(unbound.collectSync(), 0);
});
