import { type Attributes, diag } from '@opentelemetry/api';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  AggregationType,
  ConsoleMetricExporter,
  type IMetricReader,
  InstrumentType,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { type BoundHistograms, createHistogramProducer } from './histogram-producer.ts';
import { QueueMetricReader } from './metric-reader.ts';
import { exporterNames, flushTimeoutMillis, type Outlet, type SignalPipeline } from './pipeline.ts';

export interface MetricPipeline extends SignalPipeline {
  readers: IMetricReader[];
  /** What the instruments of the provider go through. */
  views: ViewOptions[];
}

/**
 * What reads metrics, by `OTEL_METRICS_EXPORTER`: a reader in front of the queue, upstream's console and Prometheus.
 *
 * @param histograms of the native engine, which count by themselves
 */
export function createMetricPipeline(outlet: Outlet, histograms: BoundHistograms = []): MetricPipeline {
  const { settings } = outlet;
  const intervalMillis = settings.get('OTEL_METRIC_EXPORT_INTERVAL');
  const cumulative = () => createHistogramProducer(histograms, AggregationTemporality.CUMULATIVE);
  const pipeline: MetricPipeline = { readers: [], views: redactingViews(outlet), drain() {}, size: () => 0 };
  for (const name of exporterNames(settings, 'OTEL_METRICS_EXPORTER')) {
    if (name === 'otlp') {
      const reader = queueReader(outlet, histograms);
      pipeline.readers.push(reader);
      pipeline.drain = () => drain(reader);
    } else if (name === 'prometheus') {
      const { createPrometheusReader } = require('./prometheus.cjs') as typeof import('./prometheus.ts');
      pipeline.readers.push(createPrometheusReader(settings, [cumulative()]));
    } else if (name === 'console') {
      const exporter = new ConsoleMetricExporter();
      pipeline.readers.push(
        new PeriodicExportingMetricReader({
          exporter,
          exportIntervalMillis: intervalMillis,
          metricProducers: [cumulative()],
        }),
      );
    }
  }
  return pipeline;
}

/**
 * Views that redact attributes as they are measured, so that series that become equal are one. A view also decides how its
 * instruments are aggregated, which else each reader does.
 */
function redactingViews({ settings, redaction }: Outlet): ViewOptions[] {
  if (redaction === undefined) return [];
  const attributesProcessors = [{ process: (attributes: Attributes) => redaction().attributes(attributes) }];
  const isExponential =
    settings.get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION') === 'base2_exponential_bucket_histogram';
  return Object.values(InstrumentType).map((instrumentType) => ({
    instrumentType,
    attributesProcessors,
    aggregation:
      isExponential && instrumentType === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  }));
}

function queueReader(
  { settings, sender, ready, enqueue, isJson }: Outlet,
  histograms: BoundHistograms,
): QueueMetricReader {
  const serializer = isJson('metrics') ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  return new QueueMetricReader({
    intervalMillis: settings.get('OTEL_METRIC_EXPORT_INTERVAL'),
    timeoutMillis: settings.get('OTEL_METRIC_EXPORT_TIMEOUT'),
    temporality: settings.get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
    histogramAggregation: settings.get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
    ready,
    histograms,
    write: (metrics) => enqueue('metrics', () => serializer.serializeRequest(metrics), countDataPoints(metrics)),
    flush: () => sender.flush(flushTimeoutMillis),
  });
}

function drain(reader: QueueMetricReader): void {
  const unheard = reader.collectSync();
  if (unheard > 0) diag.warn(`${unheard} asynchronous observable callbacks could not run while the process ends`);
}

function countDataPoints({ scopeMetrics }: ResourceMetrics): number {
  let count = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) count += dataPoints.length;
  return count;
}
