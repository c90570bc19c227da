import { diag } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import {
  ConsoleLogRecordExporter,
  type LogRecordProcessor,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  ConsoleMetricExporter,
  type IMetricReader,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Destination, Sender, Signal } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import { createBatch } from './batch.ts';
import { QueueMetricReader } from './metric-reader.ts';
import { createPrometheusReader } from './prometheus.ts';

/** What the SDK gives its telemetry to, chosen by `OTEL_TRACES_EXPORTER`, `OTEL_LOGS_EXPORTER`, `OTEL_METRICS_EXPORTER`. */
export interface Pipeline {
  spanProcessors: SpanProcessor[];
  logRecordProcessors: LogRecordProcessor[];
  metricReaders: IMetricReader[];
  /** Serialises and queues everything that is finished, metrics included, without awaiting anything. */
  drain(): void;
  /** True when spans or log records wait to be serialised. */
  hasNew(): boolean;
}

/** How an engine turns finished spans into export requests. */
export type SpanExport = (options: SpanExportOptions) => {
  processor: SpanProcessor;
  /** Queues everything that is finished, at once and synchronously. */
  drain(): void;
  /** How many finished spans are not queued yet. */
  size(): number;
};

interface SpanExportOptions {
  settings: Settings;
  /** OTLP as JSON instead of protobuf. */
  json: boolean;
  /** A promise while the resource is still being detected. */
  ready(): Promise<unknown> | undefined;
  /** Queues what `serialize` returns; never throws. */
  enqueue(serialize: () => Uint8Array | undefined, spans: number): void;
  /** Drains, and resolves when what is queued has been delivered. */
  flushed(drain: () => void): Promise<void>;
}

/** Builds the pipeline: batches and reader in front of the sender's queue, upstream's console and Prometheus exporters. */
export function createPipeline(
  settings: Settings,
  sender: Sender,
  destinations: Record<Signal, Destination>,
  resource: Resource,
  spanExport: SpanExport,
): Pipeline {
  const drains: (() => void)[] = [];
  const sizes: (() => number)[] = [];
  const ready = (): Promise<unknown> | undefined =>
    resource.asyncAttributesPending ? resource.waitForAsyncAttributes?.() : undefined;

  function enqueue(signal: Signal, serialize: () => Uint8Array | undefined, items: number): void {
    try {
      const body = serialize();
      if (body !== undefined) sender.enqueue(signal, body, items);
    } catch (error) {
      diag.error(`${items} items of ${signal} could not be serialised`, error);
    }
  }

  function spanProcessor(): SpanProcessor {
    const { processor, drain, size } = spanExport({
      settings,
      json: isJson('traces'),
      ready,
      enqueue: (serialize, spans) => enqueue('traces', serialize, spans),
      flushed: flush,
    });
    drains.push(drain);
    sizes.push(size);
    return processor;
  }

  function logRecordProcessor(): LogRecordProcessor {
    const serializer = isJson('logs') ? JsonLogsSerializer : ProtobufLogsSerializer;
    const batch = createBatch<ReadableLogRecord>({
      maxSize: settings.get('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
      delayMillis: settings.get('OTEL_BLRP_SCHEDULE_DELAY'),
      ready,
      write: (records) => enqueue('logs', () => serializer.serializeRequest(records), records.length),
    });
    drains.push(batch.drain);
    sizes.push(batch.size);
    return {
      onEmit: (record) => batch.add(record),
      forceFlush: () => flush(batch.drain),
      shutdown: () => flush(batch.drain),
    };
  }

  function metricReader(): IMetricReader {
    const serializer = isJson('metrics') ? JsonMetricsSerializer : ProtobufMetricsSerializer;
    const reader = new QueueMetricReader({
      intervalMillis: settings.get('OTEL_METRIC_EXPORT_INTERVAL'),
      timeoutMillis: settings.get('OTEL_METRIC_EXPORT_TIMEOUT'),
      temporality: settings.get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
      histogramAggregation: settings.get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
      ready,
      write: (metrics) => enqueue('metrics', () => serializer.serializeRequest(metrics), countDataPoints(metrics)),
      flush: () => sender.flush(flushTimeoutMillis),
    });
    drains.push(() => {
      const unheard = reader.collectSync();
      if (unheard > 0) diag.warn(`${unheard} asynchronous observable callbacks could not run while the process ends`);
    });
    return reader;
  }

  async function flush(drain: () => void): Promise<void> {
    drain();
    await sender.flush(flushTimeoutMillis);
  }

  function isJson(signal: Signal): boolean {
    return destinations[signal].protocol === 'http/json';
  }

  return {
    spanProcessors: exporters(settings.get('OTEL_TRACES_EXPORTER'), {
      otlp: spanProcessor,
      console: () => new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() }),
    }),
    logRecordProcessors: exporters(settings.get('OTEL_LOGS_EXPORTER'), {
      otlp: logRecordProcessor,
      console: () => new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() }),
    }),
    metricReaders: exporters<IMetricReader>(settings.get('OTEL_METRICS_EXPORTER'), {
      otlp: metricReader,
      prometheus: () => createPrometheusReader(settings),
      console: () =>
        new PeriodicExportingMetricReader({
          exporter: new ConsoleMetricExporter(),
          exportIntervalMillis: settings.get('OTEL_METRIC_EXPORT_INTERVAL'),
        }),
    }),
    drain() {
      for (const drain of drains) drain();
    },
    hasNew: () => sizes.some((size) => size() > 0),
  };
}

/** How long `forceFlush` and `shutdown` of a program's own making wait: the default of the batching processors. */
const flushTimeoutMillis = 30_000;

function exporters<T>(names: readonly string[], factories: Record<string, () => T | undefined>): T[] {
  if (names.includes('none')) return [];
  return [...new Set(names)].map((name) => factories[name]?.()).filter((made) => made !== undefined);
}

function countDataPoints({ scopeMetrics }: ResourceMetrics): number {
  let count = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) count += dataPoints.length;
  return count;
}
