import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createBatch } from './batch.ts';
import type { Outlet, SignalPipeline } from './pipeline.ts';

/** TraceFlags.SAMPLED of the API, which is a TypeScript enum. */
export const sampled = 1;

/**
 * The way of upstream's sampled spans into the queue: batches, serialised by upstream.
 *
 * @param through what a batch passes on the way; it hands on what it leaves
 */
export function createBatchedSpans(
  { settings, isJson, ready, enqueue, flushed }: Outlet,
  through?: (spans: ReadableSpan[], next: (spans: ReadableSpan[]) => void) => void,
): SignalPipeline & { processor: SpanProcessor } {
  const serializer = isJson('traces') ? JsonTraceSerializer : ProtobufTraceSerializer;
  const write = (spans: ReadableSpan[]) => enqueue('traces', () => serializer.serializeRequest(spans), spans.length);
  const { add, drain, size } = createBatch<ReadableSpan>({
    maxSize: settings.get('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    delayMillis: settings.get('OTEL_BSP_SCHEDULE_DELAY'),
    ready,
    write: through === undefined ? write : (spans) => through(spans, write),
  });
  const flush = (): Promise<void> => flushed(drain);
  return {
    drain,
    size,
    processor: {
      onStart() {},
      onEnd(span) {
        if (span.spanContext().traceFlags & sampled) add(span);
      },
      forceFlush: flush,
      shutdown: flush,
    },
  };
}
