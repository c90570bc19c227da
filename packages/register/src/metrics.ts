import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { BoundHistograms } from './histogram-producer.ts';
import { createMetricPipeline } from './metric-pipeline.ts';
import type { Outlet, SignalPipeline } from './pipeline.ts';

/** Makes upstream's meter provider and what reads it. The native engine loads this with the first measurement. */
export function createMetrics(
  outlet: Outlet,
  histograms: BoundHistograms,
): { provider: MeterProvider; pipeline: SignalPipeline } {
  const pipeline = createMetricPipeline(outlet, histograms);
  const { readers, views } = pipeline;
  return { provider: new MeterProvider({ resource: outlet.resource, readers, views }), pipeline };
}
