import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';
import { createQueryTextProcessor } from './query-text.ts';

/** How an engine turns finished spans into export requests. */
export type SpanExport = (outlet: Outlet) => SignalPipeline & { processor: SpanProcessor };

export interface SpanPipeline extends SignalPipeline {
  processors: SpanProcessor[];
}

/** What spans are given to, by `OTEL_TRACES_EXPORTER`: the engine's way into the queue, upstream's console exporter. */
export function createSpanPipeline(outlet: Outlet, spanExport: SpanExport): SpanPipeline {
  const pipeline: SpanPipeline = { processors: [], drain() {}, size: () => 0 };
  const queryText = outlet.settings.get('SPANWISE_DB_QUERY_TEXT');
  if (queryText === 'none' || queryText === 'masked') pipeline.processors.push(createQueryTextProcessor(queryText));
  for (const name of exporterNames(outlet.settings, 'OTEL_TRACES_EXPORTER')) {
    if (name === 'otlp') {
      const { processor, drain, size } = spanExport(outlet);
      pipeline.processors.push(processor);
      pipeline.drain = drain;
      pipeline.size = size;
    } else if (name === 'console') {
      const { createConsoleSpans } = require('./console-spans.cjs') as typeof import('./console-spans.ts');
      pipeline.processors.push(createConsoleSpans());
    }
  }
  return pipeline;
}
