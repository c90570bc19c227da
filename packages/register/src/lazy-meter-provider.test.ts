import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, it } from 'node:test';
import type { BatchObservableCallback, Meter, ObservableCallback } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createLazyMeterProvider, type LazyMeterProviderOptions } from './lazy-meter-provider.ts';
import { QueueMetricReader } from './metric-reader.ts';

type Points = Record<string, unknown[]>;

function setUp(options: Partial<LazyMeterProviderOptions> = {}) {
  const points: Points = {};
  const failures: unknown[] = [];
  let loads = 0;
  const provider = createLazyMeterProvider({
    load() {
      loads++;
      const reader = new QueueMetricReader({
        intervalMillis: 60_000,
        timeoutMillis: 1000,
        temporality: 'cumulative',
        histogramAggregation: 'explicit_bucket_histogram',
        ready: () => undefined,
        write(written) {
          for (const { metrics } of written.scopeMetrics) {
            for (const { descriptor, dataPoints } of metrics) {
              points[descriptor.name] = dataPoints.map(({ value, attributes }) =>
                Object.keys(attributes).length > 0 ? [value, attributes] : value,
              );
            }
          }
        },
        flush: async () => {},
      });
      const real = new MeterProvider({ readers: [reader] });
      return { provider: real, pipeline: { drain: () => void reader.collectSync(), size: () => 0 } };
    },
    failed: (error) => failures.push(error),
    loaded() {},
    hasMore: () => false,
    intervalMillis: 60_000,
    ...options,
  });
  return { provider, meter: provider.getMeter('test', '1.0'), points, failures, loads: () => loads };
}

describe('a meter provider that is loaded at first use', () => {
  it('is not loaded by instruments that record nothing, nor at the end', async () => {
    const { provider, meter, loads } = setUp();
    meter.createCounter('counter');
    meter.createHistogram('histogram');
    meter.createObservableGauge('observed');
    await provider.forceFlush();
    provider.drain();
    assert.equal(loads(), 0);
  });

  const recordings: Record<string, { record(meter: Meter): () => void; expected: unknown }> = {
    counter: {
      record(meter) {
        const counter = meter.createCounter('counter');
        return () => counter.add(2, { a: 1 });
      },
      expected: [[2, { a: 1 }]],
    },
    'up.down': {
      record(meter) {
        const counter = meter.createUpDownCounter('up.down');
        return () => counter.add(-3);
      },
      expected: [-3],
    },
    gauge: {
      record(meter) {
        const gauge = meter.createGauge('gauge');
        return () => gauge.record(7);
      },
      expected: [7],
    },
  };
  for (const [name, { record, expected }] of Object.entries(recordings)) {
    it(`is loaded by the first measurement of a ${name}, which it gets`, () => {
      const { provider, meter, points, loads } = setUp();
      const measure = record(meter);
      assert.equal(loads(), 0);
      measure();
      assert.equal(loads(), 1);
      provider.drain();
      assert.deepEqual(points, { [name]: expected });
    });
  }

  it('gets the second measurement and instruments made after loading as well', () => {
    const { provider, meter, points, loads } = setUp();
    const before = meter.createCounter('before');
    before.add(1);
    before.add(1);
    const after = meter.createCounter('after');
    after.add(1);
    provider.getMeter('test', '1.0').createCounter('before').add(1);
    provider.drain();
    assert.deepEqual(points, { before: [3], after: [1] });
    assert.equal(loads(), 1);
  });

  it('keeps the options that an instrument was made with, although the program changes them', () => {
    const { provider, meter, points } = setUp();
    const options = { unit: 's', advice: { explicitBucketBoundaries: [1, 2] } };
    const histogram = meter.createHistogram('histogram', options);
    options.unit = 'ms';
    histogram.record(1.5);
    provider.drain();
    const [{ buckets }] = points.histogram as [{ buckets: unknown }];
    assert.deepEqual(buckets, { boundaries: [1, 2], counts: [0, 1, 0] });
  });

  it('loads for observables when it collects, and calls what was added and not removed', () => {
    const { provider, meter, points, loads } = setUp();
    const observed = meter.createObservableGauge('observed');
    const removed: ObservableCallback = (result) => result.observe(99);
    observed.addCallback((result) => result.observe(5));
    observed.addCallback(removed);
    observed.removeCallback(removed);
    assert.equal(loads(), 0);
    provider.drain();
    assert.deepEqual(points, { observed: [5] });
  });

  it('serves batch callbacks, which name the observables they were made with', () => {
    const { provider, meter, points } = setUp();
    const first = meter.createObservableCounter('first');
    const second = meter.createObservableUpDownCounter('second');
    const batch: BatchObservableCallback = (result) => {
      result.observe(first, 1, { a: 'x' });
      result.observe(second, 2);
    };
    const removed: BatchObservableCallback = (result) => result.observe(first, 99);
    meter.addBatchObservableCallback(batch, [first, second]);
    meter.addBatchObservableCallback(removed, [first]);
    meter.removeBatchObservableCallback(removed, [first]);
    provider.drain();
    assert.deepEqual(points, { first: [[1, { a: 'x' }]], second: [2] });
    meter.removeBatchObservableCallback(batch, [first, second]);
  });

  it('removes after loading what was added before', () => {
    const { provider, meter } = setUp();
    const observed = meter.createObservableGauge('observed');
    let calls = 0;
    const callback: ObservableCallback = () => {
      calls++;
    };
    observed.addCallback(callback);
    provider.drain();
    observed.removeCallback(callback);
    provider.drain();
    assert.equal(calls, 1);
  });

  it('loads at its interval when an observable has a callback', async () => {
    const loaded = Promise.withResolvers<void>();
    const { meter } = setUp({ intervalMillis: 5, loaded: loaded.resolve });
    meter.createObservableGauge('observed').addCallback((result) => result.observe(1));
    const alive = setInterval(() => {}, 1000);
    await loaded.promise;
    clearInterval(alive);
  });

  it('loads outside the async context of whoever records first', () => {
    const storage = new AsyncLocalStorage<string>();
    let seen: string | undefined = 'not loaded';
    const { meter } = setUp({
      load() {
        seen = storage.getStore();
        return { provider: new MeterProvider(), pipeline: { drain() {}, size: () => 0 } };
      },
    });
    storage.run('request', () => meter.createCounter('counter').add(1));
    assert.equal(seen, undefined);
  });

  it('drops measurements, and says so once, when it cannot be loaded', () => {
    const { provider, meter, failures } = setUp({
      load() {
        throw new Error('no such file');
      },
    });
    const counter = meter.createCounter('counter');
    counter.add(1);
    counter.add(1);
    meter.createHistogram('histogram').record(1);
    provider.drain();
    assert.deepEqual(failures.map(String), ['Error: no such file']);
  });
});
