import type { Attributes, MeterProvider } from '@opentelemetry/api';
import type { Telemetry } from './instrumentation.ts';

/** A histogram of one instrument, as the metrics SDK describes it. */
export interface HistogramOptions {
  readonly scope: { readonly name: string; readonly version: string };
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Upper, inclusive bounds of the buckets; the last bucket has none. */
  readonly boundaries: readonly number[];
}

/** What one series of a histogram has counted. Times are milliseconds since 1970. */
export interface HistogramPoint {
  readonly attributes: Attributes;
  readonly startMillis: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  readonly bucketCounts: number[];
}

/** One set of attributes of a histogram, found once and recorded to without a look-up. */
export interface Series {
  record(value: number): void;
}

/** What gives out series. */
export interface Histogram {
  bind(attributes: Attributes): Series;
}

/** Makes a histogram that counts by itself where such are collected, else an instrument of the API. */
export function histogramOf({ meterProvider, addHistogram }: Telemetry, options: HistogramOptions): Histogram {
  if (addHistogram === undefined) return apiHistogram(meterProvider, options);
  const histogram = new BoundHistogram(options);
  addHistogram(histogram);
  return histogram;
}

function apiHistogram(meterProvider: MeterProvider, options: HistogramOptions): Histogram {
  const { scope, name, description, unit, boundaries } = options;
  const histogram = meterProvider.getMeter(scope.name, scope.version).createHistogram(name, {
    description,
    unit,
    advice: { explicitBucketBoundaries: [...boundaries] },
  });
  return { bind: (attributes) => ({ record: (value) => histogram.record(value, attributes) }) };
}

/**
 * A histogram that counts by itself and is asked for its points. To record costs some additions; the SDK's instruments
 * sort and serialise the attributes each time.
 */
export class BoundHistogram implements Histogram {
  readonly options: HistogramOptions;
  readonly #series: BoundSeries[] = [];
  readonly #startMillis = Date.now();
  readonly #totals: Points = new Map();
  readonly #deltas: Points[] = [];

  constructor(options: HistogramOptions) {
    this.options = options;
  }

  bind(attributes: Attributes): Series {
    const series = new BoundSeries(attributes, this.options.boundaries);
    this.#series.push(series);
    return series;
  }

  /** Whether anything was recorded since the last collection. */
  hasNew(): boolean {
    return this.#series.some((series) => series.count > 0);
  }

  /**
   * Makes what a metric reader collects by, beside other readers.
   *
   * @param isDelta whether points count from the reader's last collection, and not from the beginning
   * @returns what gives the points of the series that have counted something
   */
  collector(isDelta: boolean): () => HistogramPoint[] {
    if (!isDelta) {
      return () => {
        this.#fold();
        return [...this.#totals.values()].map((point) => copyOf(point, this.#startMillis));
      };
    }
    const points: Points = new Map([...this.#totals].map(([series, point]) => [series, copyOf(point, 0)]));
    this.#deltas.push(points);
    let startMillis = this.#startMillis;
    return () => {
      this.#fold();
      const collected = [...points.values()].map((point) => copyOf(point, startMillis));
      points.clear();
      startMillis = Date.now();
      return collected;
    };
  }

  #fold(): void {
    for (const series of this.#series) {
      if (series.count === 0) continue;
      series.addTo(this.#totals);
      for (const points of this.#deltas) series.addTo(points);
      series.clear();
    }
  }
}

type Points = Map<BoundSeries, HistogramPoint>;

function copyOf(point: HistogramPoint, startMillis: number): HistogramPoint {
  return { ...point, startMillis, bucketCounts: [...point.bucketCounts] };
}

/** What was recorded since the last collection of any reader. */
class BoundSeries implements Series {
  readonly #attributes: Attributes;
  readonly #boundaries: readonly number[];
  readonly #bucketCounts: number[];
  count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  constructor(attributes: Attributes, boundaries: readonly number[]) {
    this.#attributes = attributes;
    this.#boundaries = boundaries;
    this.#bucketCounts = new Array(boundaries.length + 1).fill(0);
  }

  record(value: number): void {
    const boundaries = this.#boundaries;
    let bucket = 0;
    while (bucket < boundaries.length && value > boundaries[bucket]!) bucket++;
    this.#bucketCounts[bucket]!++;
    this.count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  addTo(points: Points): void {
    const point = points.get(this);
    if (point === undefined) {
      points.set(this, {
        attributes: this.#attributes,
        startMillis: 0,
        count: this.count,
        sum: this.#sum,
        min: this.#min,
        max: this.#max,
        bucketCounts: [...this.#bucketCounts],
      });
      return;
    }
    point.count += this.count;
    point.sum += this.#sum;
    point.min = Math.min(point.min, this.#min);
    point.max = Math.max(point.max, this.#max);
    for (let bucket = 0; bucket < this.#bucketCounts.length; bucket++) {
      point.bucketCounts[bucket]! += this.#bucketCounts[bucket]!;
    }
  }

  clear(): void {
    this.count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#bucketCounts.fill(0);
  }
}
