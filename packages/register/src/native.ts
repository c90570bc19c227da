import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { BoundHistogram } from '@spanwise/instrumentation';
import type { SenderStats } from '@spanwise/otlp';
import { type SettingName, type Settings, settingsTable } from '@spanwise/settings';
import { createContextManager } from '@spanwise/trace/context-manager';
import { shareMeter } from './cost-meter.ts';
import { startEngine } from './engine.ts';
import type { Pending } from './exit.ts';
import { createLazyLoggerProvider } from './lazy-logger-provider.ts';
import { createLazyMeterProvider } from './lazy-meter-provider.ts';
import { createLazyTelemetry } from './lazy-telemetry.ts';
import { startInstrumentations } from './native-instrumentations.ts';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';
import { errorText, report } from './report.ts';
import { observeSender } from './self-metrics.ts';
import { runSuppressed } from './suppressed.ts';

/** After most servers listen, and before they are busy. */
const LATER_MILLIS = 100;

/**
 * Starts the engine `native`: context, spans and their encoding are ours, loaded with the first span or soon; metrics and
 * logs are upstream's, loaded when the program first uses them; most instrumentations are upstream's, loaded with the
 * library that they are about.
 */
export function start(settings: Settings): Pending {
  return startEngine(settings, registerProviders);
}

function registerProviders(outlet: Outlet): SignalPipeline[] {
  const { settings } = outlet;
  const contextManager = createContextManager();
  context.setGlobalContextManager(contextManager.enable());
  const telemetry = createLazyTelemetry(outlet, contextManager);
  trace.setGlobalTracerProvider(telemetry.tracerProvider);
  if (!settings.get('OTEL_PROPAGATORS').includes('none')) propagation.setGlobalPropagator(telemetry.propagator);
  if (settings.get('SPANWISE_COST')) shareMeter(() => telemetry.load()?.spans.costs?.meter());
  const histograms: BoundHistogram[] = [];
  const pipelines = [telemetry, ...registerLogs(outlet), ...registerMetrics(outlet, histograms)];
  startInstrumentations(
    settings,
    {
      tracerProvider: trace.getTracerProvider(),
      meterProvider: metrics.getMeterProvider(),
      loggerProvider: logs.getLoggerProvider(),
      active: contextManager.active,
      enter: contextManager.enter,
      addHistogram: areBucketsFixed(settings) ? (histogram) => histograms.push(histogram) : undefined,
    },
    runSuppressed,
    outlet.redaction,
  );
  // What is wrong in these settings is said at once, and CPU is counted from the start.
  if (isAnySet(settings, 'SPANWISE_COST_')) telemetry.load();
  else setTimeout(telemetry.load, LATER_MILLIS).unref();
  return pipelines;
}

function isAnySet(settings: Settings, prefix: string): boolean {
  const names = settingsTable.flatMap((group) => Object.keys(group.settings) as SettingName[]);
  return names.some((name) => name.startsWith(prefix) && settings.isSet(name));
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
