import { ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { BoundHistogram, HistogramPoint } from '@spanwise/instrumentation';

/** The histograms that count by themselves, as they come into being. */
export type BoundHistograms = readonly BoundHistogram[];

/** A producer for a metric reader that can also be asked synchronously. */
export interface HistogramProducer extends MetricProducer {
  collectSync(): ScopeMetrics[];
}

/**
 * Gives a metric reader the points of the histograms that count by themselves.
 *
 * @param histograms a list that may grow
 */
export function createHistogramProducer(
  histograms: BoundHistograms,
  temporality: AggregationTemporality,
): HistogramProducer {
  const collectors = new Map<BoundHistogram, () => HistogramPoint[]>();

  function collectSync(): ScopeMetrics[] {
    return histograms.flatMap((histogram) => {
      const collect = collectors.get(histogram) ?? histogram.collector(temporality === AggregationTemporality.DELTA);
      collectors.set(histogram, collect);
      const points = collect();
      return points.length === 0
        ? []
        : [{ scope: histogram.options.scope, metrics: [metricData(histogram, points, temporality)] }];
    });
  }

  return {
    collectSync,
    // The reader takes the resource of the SDK's own metrics.
    async collect() {
      return { resourceMetrics: { resource: undefined as never, scopeMetrics: collectSync() }, errors: [] };
    },
  };
}

function metricData(
  { options: { name, description, unit, boundaries } }: BoundHistogram,
  points: readonly HistogramPoint[],
  aggregationTemporality: AggregationTemporality,
): MetricData {
  const endTime = millisToHrTime(Date.now());
  return {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: points.map(({ attributes, startMillis, count, sum, min, max, bucketCounts }) => ({
      attributes,
      startTime: millisToHrTime(startMillis),
      endTime,
      value: { count, sum, min, max, buckets: { boundaries: [...boundaries], counts: bucketCounts } },
    })),
  };
}
