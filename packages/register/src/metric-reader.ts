import { type Attributes, diag, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MetricReader,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { type BoundHistograms, createHistogramProducer, type HistogramProducer } from './histogram-producer.ts';

type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory';

export interface QueueMetricReaderOptions {
  intervalMillis: number;
  /** Bound for asynchronous callbacks of observable instruments. */
  timeoutMillis: number;
  temporality: TemporalityPreference;
  histogramAggregation: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';
  ready(): Promise<unknown> | undefined;
  /** Serialises and queues; must not throw. */
  write(metrics: ResourceMetrics): void;
  /** Collected beside the instruments of the SDK. */
  histograms?: BoundHistograms;
  /** Waits until what was written is delivered. */
  flush(): Promise<unknown>;
}

/**
 * A periodic metric reader that can also collect in an `exit` handler, where no promise settles any more.
 */
export class QueueMetricReader extends MetricReader {
  readonly #options: QueueMetricReaderOptions;
  readonly #histograms: HistogramProducer;
  #running = false;

  constructor(options: QueueMetricReaderOptions) {
    const histograms = createHistogramProducer(
      options.histograms ?? [],
      selectTemporality(InstrumentType.HISTOGRAM, options.temporality),
    );
    super({
      metricProducers: [histograms],
      aggregationSelector: (type) => selectAggregation(type, options.histogramAggregation),
      aggregationTemporalitySelector: (type) => selectTemporality(type, options.temporality),
      otelComponentType: 'periodic_metric_reader',
    });
    this.#options = options;
    this.#histograms = histograms;
  }

  protected override onInitialized(): void {
    setInterval(() => void this.#collectAndWrite(), this.#options.intervalMillis).unref();
  }

  protected override async onForceFlush(): Promise<void> {
    await this.#collectAndWrite();
    await this.#options.flush();
  }

  protected override async onShutdown(): Promise<void> {
    await this.onForceFlush();
  }

  async #collectAndWrite(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      const { resourceMetrics, errors } = await this.collect({ timeoutMillis: this.#options.timeoutMillis });
      if (errors.length > 0) diag.error('metric collection', ...errors);
      await this.#options.ready();
      if (resourceMetrics.scopeMetrics.length > 0) this.#options.write(resourceMetrics);
    } catch (error) {
      diag.error('metric collection', error);
    } finally {
      this.#running = false;
    }
  }

  /**
   * Collects and writes without awaiting anything. Upstream's `collect()` awaits the observable callbacks; its storages
   * collect synchronously, so this calls the callbacks itself and reads the storages, through fields that upstream does
   * not publish: the version is pinned in the catalog and `metric-reader.test.ts` watches them.
   *
   * @returns how many callbacks were asynchronous and could not be waited for; what they observe is not in the export
   */
  collectSync(): number {
    const collector = (this as unknown as { _sdkMetricProducer?: Collector })._sdkMetricProducer;
    if (collector === undefined) return 0;
    const time = millisToHrTime(Date.now());
    const scopeMetrics: ScopeMetrics[] = [];
    let unheard = 0;
    for (const meter of collector._sharedState.meterSharedStates.values()) {
      unheard += observe(meter.observableRegistry, time);
      const metrics = meter.metricStorageRegistry
        .getStorages(collector)
        .map((storage) => storage.collect(collector, time))
        .filter((metric) => metric != null);
      if (metrics.length > 0) scopeMetrics.push({ scope: meter._instrumentationScope, metrics });
    }
    scopeMetrics.push(...this.#histograms.collectSync());
    if (scopeMetrics.length > 0) this.#options.write({ resource: collector._sharedState.resource, scopeMetrics });
    return unheard;
  }
}

type Metrics = ScopeMetrics['metrics'][number];
type Time = ReturnType<typeof millisToHrTime>;

interface Storage {
  record(observed: unknown, time: Time): void;
  collect(collector: Collector, time: Time): Metrics | undefined;
}

interface Instrument {
  _descriptor: { name: string; valueType: number };
  _metricStorages: Storage[];
}

interface Registry {
  _callbacks: { callback: (result: unknown) => unknown; instrument: Instrument }[];
  _batchCallbacks: { callback: (result: unknown) => unknown; instruments: Set<Instrument> }[];
}

interface Collector {
  _sharedState: {
    resource: ResourceMetrics['resource'];
    meterSharedStates: Map<
      string,
      {
        _instrumentationScope: ScopeMetrics['scope'];
        observableRegistry: Registry;
        metricStorageRegistry: { getStorages(collector: Collector): Storage[] };
      }
    >;
  };
}

function observe(registry: Registry, time: Time): number {
  let unheard = 0;
  for (const { callback, instrument } of registry._callbacks) {
    const observed = new Observations(instrument);
    const heard = call(() => callback(observed));
    if (heard) for (const storage of instrument._metricStorages) storage.record(observed, time);
    else unheard++;
  }
  for (const { callback, instruments } of registry._batchCallbacks) {
    const observed = new Map<Instrument, Observations>();
    const heard = call(() =>
      callback({
        observe(instrument: Instrument, value: number, attributes?: Attributes) {
          if (!instruments.has(instrument)) return;
          const own = observed.get(instrument) ?? new Observations(instrument);
          observed.set(instrument, own);
          own.observe(value, attributes);
        },
      }),
    );
    if (!heard) unheard++;
    else for (const [instrument, own] of observed) for (const s of instrument._metricStorages) s.record(own, time);
  }
  return unheard;
}

/** What a callback observes: upstream's `ObservableResult`, with the `entries()` that its storages read. */
class Observations {
  readonly #byAttributes = new Map<string, [Attributes, number]>();
  readonly #isInteger: boolean;

  constructor(instrument: Instrument) {
    this.#isInteger = instrument._descriptor.valueType === ValueType.INT;
  }

  observe(value: number, attributes: Attributes = {}): void {
    const kept = this.#isInteger ? Math.trunc(value) : value;
    if (typeof value !== 'number' || Number.isNaN(kept)) return;
    this.#byAttributes.set(JSON.stringify(Object.entries(attributes).sort()), [attributes, kept]);
  }

  entries(): MapIterator<[Attributes, number]> {
    return this.#byAttributes.values();
  }
}

/** Calls an observable callback; false when it is asynchronous or throws. */
function call(callback: () => unknown): boolean {
  try {
    const result = callback();
    if (!(result instanceof Promise)) return true;
    result.catch(() => {});
    return false;
  } catch (error) {
    diag.error('observable callback', error);
    return false;
  }
}

function selectAggregation(
  type: InstrumentType,
  histogram: QueueMetricReaderOptions['histogramAggregation'],
): AggregationOption {
  if (type === InstrumentType.HISTOGRAM && histogram === 'base2_exponential_bucket_histogram') {
    return { type: AggregationType.EXPONENTIAL_HISTOGRAM };
  }
  return { type: AggregationType.DEFAULT };
}

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration */
function selectTemporality(type: InstrumentType, preference: TemporalityPreference): AggregationTemporality {
  const { CUMULATIVE, DELTA } = AggregationTemporality;
  switch (type) {
    case InstrumentType.UP_DOWN_COUNTER:
    case InstrumentType.OBSERVABLE_UP_DOWN_COUNTER:
      return CUMULATIVE;
    case InstrumentType.COUNTER:
    case InstrumentType.HISTOGRAM:
      return preference === 'cumulative' ? CUMULATIVE : DELTA;
    default:
      return preference === 'delta' ? DELTA : CUMULATIVE;
  }
}
