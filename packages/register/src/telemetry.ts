import type { TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import { createSpanEncoder } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import {
  baggagePropagator,
  compositePropagator,
  createEncodingProcessor,
  createTracerProvider,
  type StorageContextManager,
  traceContextPropagator,
} from '@spanwise/trace';
import { correlationPropagator } from './correlation.ts';
import type { CostWatch } from './cost-watch.ts';
import { encodedExit } from './encoded-exit.ts';
import { spanLimits } from './engine.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import type { Outlet } from './pipeline.ts';
import { createPropagators } from './propagators.ts';
import { redactPropagated } from './redact-propagated.ts';
import { createSpanPipeline, type SpanExport, type SpanPipeline } from './span-pipeline.ts';

export {
  createRuntimeInstrumentation,
  httpClient,
  httpServer,
  undiciClient,
} from '@spanwise/instrumentation/telemetry';

/** What the engine `native` makes spans with. */
export interface NativeTelemetry {
  tracerProvider: TracerProvider & { forceFlush(): Promise<void>; shutdown(): Promise<void> };
  /** Undefined for `OTEL_PROPAGATORS=none`. */
  propagator: TextMapPropagator | undefined;
  spans: SpanPipeline;
}

/** Makes it, with the first span or the first header: programs that start have neither. */
export function createNativeTelemetry(outlet: Outlet, contextManager: StorageContextManager): NativeTelemetry {
  const { settings, resource, sampling, redaction } = outlet;
  const spans = createSpanPipeline(outlet, encodedSpans);
  return {
    spans,
    propagator: propagatorOf(settings, spans.costs, redaction),
    // Also without an exporter: context is propagated all the same.
    tracerProvider: createTracerProvider({
      resource,
      spanProcessors: spans.processors,
      spanLimits: spanLimits(settings),
      contextManager,
      // Without one it samples as `parentbased_always_on` does.
      sampler: sampling?.sampler,
      recordUnsampled: spans.costs?.recordUnsampled,
    }),
  };
}

const encodedSpans: SpanExport = ({ settings, isJson, enqueue, flushed }) => {
  const encoder = createSpanEncoder({
    format: isJson('traces') ? 'json' : 'protobuf',
    maxItems: settings.get('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    delayMillis: settings.get('OTEL_BSP_SCHEDULE_DELAY'),
    enqueue: (_signal, body, spans) => enqueue('traces', () => body, spans),
  });
  const processor = createEncodingProcessor({ encoder, delivered: () => flushed(() => {}) });
  return { drain: encoder.flush, size: encoder.size, processor, exit: encodedExit(processor, encoder) };
};

function propagatorOf(
  settings: Settings,
  costs: CostWatch | undefined,
  redaction: LazyRedaction | undefined,
): TextMapPropagator | undefined {
  const propagators = createPropagators(settings.get('OTEL_PROPAGATORS'), {
    tracecontext: traceContextPropagator,
    baggage: costs === undefined ? baggagePropagator : costs.around(baggagePropagator),
    withoutBaggage: costs?.withoutBaggage,
    correlation: correlationPropagator(settings),
  });
  // Also around a single one: it turns the root context of the API, which instrumentations start with, into ours.
  return propagators.length > 0 ? redactPropagated(compositePropagator(propagators), redaction) : undefined;
}
