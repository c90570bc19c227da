import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import {
  ConsoleLogRecordExporter,
  type LogRecordProcessor,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { createOwnerLogProcessor } from '@spanwise/cost';
import { createContextLogProcessor } from '@spanwise/logging/preload';
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
  pipeline.processors = throughPolicies(pipeline.processors, outlet);
  return pipeline;
}

/**
 * Lets what exports log records see those that are kept, with the context of their request and who pays for it, and
 * without what must not leave.
 */
export function throughPolicies(
  exporting: LogRecordProcessor[],
  { settings, sampling, redaction }: Outlet,
): LogRecordProcessor[] {
  if (exporting.length === 0) return exporting;
  const sampleLogs = sampling?.sampleLogs;
  const processors = sampleLogs === undefined ? exporting : exporting.map(sampleLogs);
  if (redaction !== undefined) processors.unshift(redactLogs(redaction));
  processors.unshift(createContextLogProcessor(settings.get('SPANWISE_LOG_BAGGAGE')));
  if (settings.get('SPANWISE_COST')) processors.unshift(createOwnerLogProcessor());
  return processors;
}

/** Redacts log records before they are exported. */
function redactLogs(redaction: LazyRedaction): LogRecordProcessor {
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
