import type { EventLoopUtilization, PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import type { Meter, Observable } from '@opentelemetry/api';
import manifest from '../package.json' with { type: 'json' };
import { type Histogram, histogramOf, type Series } from './histogram.ts';
import type { Instrumentation, Telemetry } from './instrumentation.ts';

const scope = { name: '@spanwise/instrumentation/runtime', version: manifest.version };

/** As upstream: a timer of this many milliseconds is what the delays are seen by, so values of both can be compared. */
const DELAY_RESOLUTION_MILLIS = 10;
/** Fewer samples say nothing of a distribution. */
const MIN_DELAY_SAMPLES = 5;

/**
 * Those of the conventions (https://opentelemetry.io/docs/specs/semconv/runtime/v8js-metrics/#metric-v8jsgcduration) and,
 * as upstream, more between them: most collections take less than their lowest, 10 ms.
 */
const GC_BOUNDARIES: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Makes the metrics of the process: event loop, garbage collection and heap
 * (https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/ and
 * https://opentelemetry.io/docs/specs/semconv/runtime/v8js-metrics/), processor time and memory
 * (https://opentelemetry.io/docs/specs/semconv/system/process-metrics/). They are read when metrics are collected; in
 * between work only Node.js's own timer of the event loop's delay and its observer of garbage collections.
 */
export function createRuntimeInstrumentation(telemetry: Telemetry): Instrumentation {
  return {
    name: 'runtime-node',
    targets: [],
    start() {
      const meter = telemetry.meterProvider.getMeter(scope.name, scope.version);
      observeEventLoopDelay(meter);
      observeEventLoopTime(meter);
      observeHeap(meter);
      observeResources(meter);
      observeProcess(meter);
      observeGarbageCollections(telemetry);
    },
  };
}

function observeEventLoopDelay(meter: Meter): void {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const histogram = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MILLIS });
  histogram.enable();
  const gauge = (name: string, what: string): Observable =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, {
      description: `Event loop ${what} delay.`,
      unit: 's',
    });
  const readings: [Observable, () => number][] = [
    [gauge('min', 'minimum'), () => histogram.min],
    [gauge('max', 'maximum'), () => histogram.max],
    [gauge('mean', 'mean'), () => histogram.mean],
    [gauge('stddev', 'standard deviation'), () => histogram.stddev],
    [gauge('p50', '50 percentile'), () => histogram.percentile(50)],
    [gauge('p90', '90 percentile'), () => histogram.percentile(90)],
    [gauge('p99', '99 percentile'), () => histogram.percentile(99)],
  ];
  meter.addBatchObservableCallback(
    (result) => {
      if (histogram.count < MIN_DELAY_SAMPLES) return;
      for (const [observable, nanos] of readings) result.observe(observable, nanos() / 1e9);
      histogram.reset();
    },
    readings.map(([observable]) => observable),
  );
}

function observeEventLoopTime(meter: Meter): void {
  const { eventLoopUtilization } = performance;
  const time = meter.createObservableCounter('nodejs.eventloop.time', {
    description: 'Cumulative duration of time the event loop has been in each state.',
    unit: 's',
  });
  const utilization = meter.createObservableGauge('nodejs.eventloop.utilization', {
    description: 'Event loop utilization.',
    unit: '1',
  });
  let last: EventLoopUtilization = eventLoopUtilization();
  meter.addBatchObservableCallback(
    (result) => {
      const now = eventLoopUtilization();
      result.observe(time, now.active / 1000, { 'nodejs.eventloop.state': 'active' });
      result.observe(time, now.idle / 1000, { 'nodejs.eventloop.state': 'idle' });
      result.observe(utilization, eventLoopUtilization(now, last).utilization);
      last = now;
    },
    [time, utilization],
  );
}

function observeHeap(meter: Meter): void {
  const counter = (name: string, description: string): Observable =>
    meter.createObservableUpDownCounter(`v8js.memory.heap.${name}`, { description, unit: 'By' });
  const size = counter('space.size', 'Total heap memory size pre-allocated for a heap space.');
  const used = counter('used', 'Heap memory size allocated.');
  const available = counter('space.available_size', 'Heap space available size.');
  const physical = counter('space.physical_size', 'Committed size of a heap space.');
  meter.addBatchObservableCallback(
    (result) => {
      for (const space of process.getBuiltinModule('node:v8').getHeapSpaceStatistics()) {
        const attributes = { 'v8js.heap.space.name': space.space_name };
        result.observe(size, space.space_size, attributes);
        result.observe(used, space.space_used_size, attributes);
        result.observe(available, space.space_available_size, attributes);
        result.observe(physical, space.physical_space_size, attributes);
      }
    },
    [size, used, available, physical],
  );
}

function observeResources(meter: Meter): void {
  const active = meter.createObservableGauge('v8js.resource.active', {
    description: 'Count of the active resources that are currently keeping the event loop alive.',
    unit: '{resource}',
  });
  // A type that was there and is no more counts 0.
  const counts = new Map<string, number>();
  meter.addBatchObservableCallback(
    (result) => {
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
      for (const [type, count] of counts) result.observe(active, count, { 'v8js.resource.type': type });
    },
    [active],
  );
}

function observeProcess(meter: Meter): void {
  const cpu = meter.createObservableCounter('process.cpu.time', {
    description: 'Total CPU seconds broken down by different states.',
    unit: 's',
  });
  const memory = meter.createObservableUpDownCounter('process.memory.usage', {
    description: 'The amount of physical memory in use.',
    unit: 'By',
  });
  meter.addBatchObservableCallback(
    (result) => {
      const { user, system } = process.cpuUsage();
      result.observe(cpu, user / 1e6, { 'cpu.mode': 'user' });
      result.observe(cpu, system / 1e6, { 'cpu.mode': 'system' });
      result.observe(memory, process.memoryUsage.rss());
    },
    [cpu, memory],
  );
}

function observeGarbageCollections(telemetry: Telemetry): void {
  const perfHooks = process.getBuiltinModule('node:perf_hooks');
  const histogram: Histogram = histogramOf(telemetry, {
    scope,
    name: 'v8js.gc.duration',
    description: 'Garbage collection duration.',
    unit: 's',
    boundaries: GC_BOUNDARIES,
  });
  const { constants } = perfHooks;
  const types = new Map<unknown, string>([
    [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
    [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
  ]);
  const series = new Map<string, Series>();
  const observer: PerformanceObserver = new perfHooks.PerformanceObserver((list) => {
    for (const { detail, duration } of list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]) {
      const type = types.get(detail?.kind);
      if (type === undefined) continue;
      let one = series.get(type);
      if (one === undefined) {
        one = histogram.bind({ 'v8js.gc.type': type });
        series.set(type, one);
      }
      one.record(duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
}
