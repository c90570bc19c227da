import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createSpanEncoder } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import {
  baggagePropagator,
  compositePropagator,
  createContextManager,
  createEncodingProcessor,
  createTracerProvider,
  traceContextPropagator,
} from '@spanwise/trace';
import { type Parts, spanLimits, startEngine } from './engine.ts';
import type { Pending } from './exit.ts';
import type { SpanExport } from './pipeline.ts';
import { createPropagators } from './propagators.ts';
import { createSampler } from './sampler.ts';

/**
 * Starts the engine `native`: context, spans and their encoding are ours; metrics, logs and instrumentations are
 * upstream's.
 */
export function start(settings: Settings): Pending {
  return startEngine(settings, encodedSpans, registerProviders);
}

const encodedSpans: SpanExport = ({ settings, json, enqueue, flushed }) => {
  const encoder = createSpanEncoder({
    format: json ? 'json' : 'protobuf',
    maxItems: settings.get('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    delayMillis: settings.get('OTEL_BSP_SCHEDULE_DELAY'),
    enqueue: (_signal, body, spans) => enqueue(() => body, spans),
  });
  return {
    drain: encoder.flush,
    size: encoder.size,
    processor: createEncodingProcessor({ encoder, delivered: () => flushed(() => {}) }),
  };
};

function registerProviders({ settings, resource, pipeline, instrumentations }: Parts): void {
  const contextManager = createContextManager();
  context.setGlobalContextManager(contextManager.enable());
  const propagators = createPropagators(settings.get('OTEL_PROPAGATORS'), {
    tracecontext: traceContextPropagator,
    baggage: baggagePropagator,
  });
  // Also around a single one: it turns the root context of the API, which instrumentations start with, into ours.
  if (propagators.length > 0) propagation.setGlobalPropagator(compositePropagator(propagators));

  const { metricReaders, spanProcessors, logRecordProcessors } = pipeline;
  if (metricReaders.length > 0) {
    metrics.setGlobalMeterProvider(new MeterProvider({ resource, readers: metricReaders }));
  }
  // Also without an exporter: context is propagated all the same.
  const sampler = settings.get('OTEL_TRACES_SAMPLER');
  trace.setGlobalTracerProvider(
    createTracerProvider({
      resource,
      spanProcessors,
      spanLimits: spanLimits(settings),
      contextManager,
      ...(sampler === 'parentbased_always_on'
        ? {}
        : { sampler: createSampler(sampler, settings.get('OTEL_TRACES_SAMPLER_ARG')) }),
    }),
  );
  if (logRecordProcessors.length > 0) {
    logs.setGlobalLoggerProvider(
      new LoggerProvider({
        resource,
        processors: logRecordProcessors,
        logRecordLimits: {
          attributeCountLimit: settings.get('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'),
          attributeValueLengthLimit: settings.get('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
        },
      }),
    );
  }
  registerInstrumentations({
    instrumentations,
    tracerProvider: trace.getTracerProvider(),
    meterProvider: metrics.getMeterProvider(),
    loggerProvider: logs.getLoggerProvider(),
  });
}
