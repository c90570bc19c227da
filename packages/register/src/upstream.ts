import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { createCostSampler } from '@spanwise/cost';
import type { Settings } from '@spanwise/settings';
import { createBatchedSpans } from './batched-spans.ts';
import { shareMeter } from './cost-meter.ts';
import { spanLimits, startEngine } from './engine.ts';
import { whenEsm } from './esm.ts';
import type { Pending } from './exit.ts';
import { createLogPipeline } from './log-pipeline.ts';
import { createMetricPipeline } from './metric-pipeline.ts';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';
import { observeSender } from './self-metrics.ts';
import { createSpanPipeline } from './span-pipeline.ts';
import { hookUpstreamEsm } from './upstream-esm.ts';
import { createUpstreamInstrumentations } from './upstream-instrumentations.ts';
import { createUpstreamPropagator } from './upstream-propagator.ts';

/**
 * Starts the engine `upstream`: `NodeSDK` with `getNodeAutoInstrumentations`, where our queue and sender take the place
 * of upstream's OTLP exporters.
 */
export function start(settings: Settings): Pending {
  return startEngine(settings, (outlet) => withoutLogLevel(() => startNodeSdk(outlet)));
}

function startNodeSdk(outlet: Outlet): SignalPipeline[] {
  const { settings } = outlet;
  const spans = createSpanPipeline(outlet, createBatchedSpans);
  const { costs } = spans;
  if (costs !== undefined) shareMeter(costs.meter);
  const logs = createLogPipeline(outlet);
  const metrics = createMetricPipeline(outlet);
  const instrumentations = createUpstreamInstrumentations(settings);
  // NodeSDK would read the environment itself.
  const sampler = outlet.sampling?.sampler ?? new ParentBasedSampler({ root: new AlwaysOnSampler() });
  new NodeSDK({
    autoDetectResources: false,
    resource: outlet.resource,
    sampler: costs === undefined ? sampler : createCostSampler({ sampler, record: costs.record }),
    textMapPropagator: createUpstreamPropagator(settings, costs, outlet.redaction),
    spanLimits: spanLimits(settings),
    // Without an exporter NodeSDK makes no spans, and hands on what came in; costs are no reason to change that.
    spanProcessors: exporterNames(settings, 'OTEL_TRACES_EXPORTER').length > 0 ? spans.processors : [],
    logRecordProcessors: logs.processors,
    metricReaders: metrics.readers,
    views: metrics.views,
    instrumentations,
  } satisfies Partial<NodeSDKConfiguration>).start();
  observeSender(outlet.sender, outlet.destinations);
  outlet.sampling?.observe?.();
  whenEsm(() => hookUpstreamEsm(instrumentations));
  return [spans, logs, metrics];
}

/** NodeSDK would log to the console, the program's stdout, when it sees `OTEL_LOG_LEVEL`; our logger uses stderr. */
function withoutLogLevel<T>(start: () => T): T {
  const level = process.env.OTEL_LOG_LEVEL;
  delete process.env.OTEL_LOG_LEVEL;
  try {
    return start();
  } finally {
    if (level !== undefined) process.env.OTEL_LOG_LEVEL = level;
  }
}
