import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Settings } from '@spanwise/settings';
import { createBatch } from './batch.ts';
import { type Parts, spanLimits, startEngine } from './engine.ts';
import type { Pending } from './exit.ts';
import type { SpanExport } from './pipeline.ts';
import { createPropagator } from './propagators.ts';
import { createSampler } from './sampler.ts';

/**
 * Starts the engine `upstream`: `NodeSDK` with `getNodeAutoInstrumentations`, where our queue and sender take the place
 * of upstream's OTLP exporters.
 */
export function start(settings: Settings): Pending {
  return startEngine(settings, batchedSpans, (parts) => withoutLogLevel(() => startNodeSdk(parts)));
}

const batchedSpans: SpanExport = ({ settings, json, ready, enqueue, flushed }) => {
  const serializer = json ? JsonTraceSerializer : ProtobufTraceSerializer;
  const { add, drain, size } = createBatch<ReadableSpan>({
    maxSize: settings.get('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    delayMillis: settings.get('OTEL_BSP_SCHEDULE_DELAY'),
    ready,
    write: (spans) => enqueue(() => serializer.serializeRequest(spans), spans.length),
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
};

// TraceFlags.SAMPLED of the API, which is a TypeScript enum.
const sampled = 1;

function startNodeSdk({ settings, resource, pipeline, instrumentations }: Parts): void {
  new NodeSDK({
    autoDetectResources: false,
    resource,
    sampler: createSampler(settings.get('OTEL_TRACES_SAMPLER'), settings.get('OTEL_TRACES_SAMPLER_ARG')),
    textMapPropagator: createPropagator(settings.get('OTEL_PROPAGATORS')),
    spanLimits: spanLimits(settings),
    spanProcessors: pipeline.spanProcessors,
    logRecordProcessors: pipeline.logRecordProcessors,
    metricReaders: pipeline.metricReaders,
    instrumentations,
  } satisfies Partial<NodeSDKConfiguration>).start();
}

/** NodeSDK would log to the console, the program's stdout, when it sees `OTEL_LOG_LEVEL`; our logger uses stderr. */
function withoutLogLevel(start: () => void): void {
  const level = process.env.OTEL_LOG_LEVEL;
  delete process.env.OTEL_LOG_LEVEL;
  try {
    start();
  } finally {
    if (level !== undefined) process.env.OTEL_LOG_LEVEL = level;
  }
}
