import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import {
  ConsoleLogRecordExporter,
  type LogRecordProcessor,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { createOwnerLogProcessor } from '@spanwise/cost';
import { createBatch } from './batch.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';

export interface LogPipeline extends SignalPipeline {
  processors: LogRecordProcessor[];
}

/** What log records are given to, by `OTEL_LOGS_EXPORTER`: batches in front of the queue, upstream's console exporter. */
export function createLogPipeline(outlet: Outlet): LogPipeline {
  const { settings } = outlet;
  const pipeline: LogPipeline = { processors: [], drain() {}, size: () => 0 };
  for (const name of exporterNames(settings, 'OTEL_LOGS_EXPORTER')) {
    if (name === 'otlp') {
      const { processor, drain, size } = createBatchedLogs(outlet);
      pipeline.processors.push(processor);
      pipeline.drain = drain;
      pipeline.size = size;
    } else if (name === 'console') {
      pipeline.processors.push(new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() }));
    }
  }
  const sampleLogs = outlet.sampling?.sampleLogs;
  if (sampleLogs !== undefined) pipeline.processors = pipeline.processors.map(sampleLogs);
  // Before what exports them.
  const { redaction } = outlet;
  if (redaction !== undefined && pipeline.processors.length > 0) pipeline.processors.unshift(redactLogs(redaction));
  const isCharged = pipeline.processors.length > 0 && settings.get('SPANWISE_COST');
  if (isCharged) pipeline.processors.unshift(createOwnerLogProcessor());
  return pipeline;
}

/** Redacts log records before they are exported. */
export function redactLogs(redaction: LazyRedaction): LogRecordProcessor {
  return {
    onEmit: (record) => redaction().log(record),
    async forceFlush() {},
    async shutdown() {},
  };
}

/** The way of log records into the queue: batches, serialised by upstream. */
export function createBatchedLogs(outlet: Outlet): SignalPipeline & { processor: LogRecordProcessor } {
  const { settings, ready } = outlet;
  const serializer = outlet.isJson('logs') ? JsonLogsSerializer : ProtobufLogsSerializer;
  const { add, drain, size } = createBatch<ReadableLogRecord>({
    maxSize: settings.get('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
    delayMillis: settings.get('OTEL_BLRP_SCHEDULE_DELAY'),
    ready,
    write: (records) => outlet.enqueue('logs', () => serializer.serializeRequest(records), records.length),
  });
  const flush = (): Promise<void> => outlet.flushed(drain);
  return { drain, size, processor: { onEmit: add, forceFlush: flush, shutdown: flush } };
}
