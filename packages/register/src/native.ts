import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { BoundHistogram } from '@spanwise/instrumentation';
import { createSpanEncoder, type SenderStats } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import {
  baggagePropagator,
  compositePropagator,
  createContextManager,
  createEncodingProcessor,
  createTracerProvider,
  traceContextPropagator,
} from '@spanwise/trace';
import { encodedExit } from './encoded-exit.ts';
import { type Parts, runSuppressed, spanLimits, startEngine } from './engine.ts';
import type { Pending } from './exit.ts';
import { createLazyLoggerProvider } from './lazy-logger-provider.ts';
import { createLazyMeterProvider } from './lazy-meter-provider.ts';
import { startInstrumentations } from './native-instrumentations.ts';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';
import { createPropagators } from './propagators.ts';
import { errorText, report } from './report.ts';
import { observeSender } from './self-metrics.ts';
import type { SpanExport } from './span-pipeline.ts';

/**
 * Starts the engine `native`: context, spans and their encoding are ours; metrics and logs are upstream's, loaded when
 * the program first uses them; most instrumentations are upstream's, loaded with the library that they are about.
 */
export function start(settings: Settings): Pending {
  return startEngine(settings, encodedSpans, registerProviders);
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

function registerProviders({ settings, outlet, spanProcessors, costs }: Parts): SignalPipeline[] {
  const contextManager = createContextManager();
  context.setGlobalContextManager(contextManager.enable());
  const propagators = createPropagators(settings.get('OTEL_PROPAGATORS'), {
    tracecontext: traceContextPropagator,
    baggage: costs === undefined ? baggagePropagator : costs.around(baggagePropagator),
    withoutBaggage: costs?.withoutBaggage,
  });
  // Also around a single one: it turns the root context of the API, which instrumentations start with, into ours.
  if (propagators.length > 0) propagation.setGlobalPropagator(compositePropagator(propagators));

  // Also without an exporter: context is propagated all the same.
  trace.setGlobalTracerProvider(
    createTracerProvider({
      resource: outlet.resource,
      spanProcessors,
      spanLimits: spanLimits(settings),
      contextManager,
      // Without one it samples as `parentbased_always_on` does.
      sampler: outlet.sampling?.sampler,
      recordUnsampled: costs?.recordUnsampled,
    }),
  );
  const histograms: BoundHistogram[] = [];
  const pipelines = [...registerLogs(outlet), ...registerMetrics(outlet, histograms)];
  startInstrumentations(
    settings,
    {
      tracerProvider: trace.getTracerProvider(),
      meterProvider: metrics.getMeterProvider(),
      loggerProvider: logs.getLoggerProvider(),
      enter: contextManager.enter,
      addHistogram: areBucketsFixed(settings) ? (histogram) => histograms.push(histogram) : undefined,
    },
    runSuppressed,
  );
  return pipelines;
}

function registerLogs(outlet: Outlet): SignalPipeline[] {
  if (exporterNames(outlet.settings, 'OTEL_LOGS_EXPORTER').length === 0) return [];
  const provider = createLazyLoggerProvider(
    () => runSuppressed(() => require('./logs.cjs') as typeof import('./logs.ts')).createLogs(outlet),
    (error) => reportFailure('log records', error),
  );
  logs.setGlobalLoggerProvider(provider);
  return [provider];
}

function registerMetrics(outlet: Outlet, histograms: readonly BoundHistogram[]): SignalPipeline[] {
  const { settings, sender, destinations, sampling } = outlet;
  const exporters = exporterNames(settings, 'OTEL_METRICS_EXPORTER');
  if (exporters.length === 0) return [];
  const provider = createLazyMeterProvider({
    load: () =>
      runSuppressed(() => require('./metrics.cjs') as typeof import('./metrics.ts')).createMetrics(outlet, histograms),
    failed: (error) => reportFailure('metrics', error),
    loaded() {
      observeSender(sender, destinations);
      sampling?.observe?.();
    },
    hasMore: () =>
      histograms.some((histogram) => histogram.hasNew()) || hasSent(sender.stats()) || sampling?.hasDecided() === true,
    intervalMillis: settings.get('OTEL_METRIC_EXPORT_INTERVAL'),
  });
  metrics.setGlobalMeterProvider(provider);
  // It is asked for metrics at any time.
  if (exporters.includes('prometheus')) provider.load();
  return [provider];
}

/** Histograms that count by themselves have the buckets of the conventions. */
function areBucketsFixed(settings: Settings): boolean {
  const exporters = exporterNames(settings, 'OTEL_METRICS_EXPORTER');
  const aggregation = settings.get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION');
  return exporters.length > 0 && (!exporters.includes('otlp') || aggregation === 'explicit_bucket_histogram');
}

function reportFailure(what: string, error: unknown): void {
  report(`${what} are not recorded, because what sends them could not be loaded: ${errorText(error)}`);
}

/** Metrics about what was sent are worth collecting when something was. */
function hasSent({ signals }: SenderStats): boolean {
  return Object.values(signals).some(
    ({ exported, queueItems, inFlightItems, dropped }) =>
      exported > 0 || queueItems > 0 || inFlightItems > 0 || Object.keys(dropped).length > 0,
  );
}
