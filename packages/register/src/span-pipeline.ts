import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Exit, Keeper } from '@spanwise/sampling';
import { type CostWatch, watchCosts } from './cost-watch.ts';
import { exporterNames, type Outlet, type SignalPipeline } from './pipeline.ts';
import { redactSpans } from './redact-spans.ts';
import { runSuppressed } from './suppressed.ts';

/** How an engine turns finished spans into export requests; with `exit` when it can hold them as bytes. */
export type SpanExport = (outlet: Outlet) => SignalPipeline & { processor: SpanProcessor; exit?: Exit };

export interface SpanPipeline extends SignalPipeline {
  processors: SpanProcessor[];
  /** What watches for costs, when they are kept. */
  costs: CostWatch | undefined;
}

/**
 * What spans are given to: what watches for costs and what changes them before they end, then, by
 * `OTEL_TRACES_EXPORTER`, the engine's way into the queue and upstream's console exporter, behind the keeper when there
 * are rules about traces.
 */
export function createSpanPipeline(outlet: Outlet, spanExport: SpanExport): SpanPipeline {
  const costs = watchCosts(outlet, runSuppressed);
  const { processors, drain, size } = createExport(outlet, spanExport);
  if (costs === undefined) return { costs, processors, drain, size };
  return {
    costs,
    processors: [costs.processor, ...processors],
    drain() {
      costs.drain();
      drain();
    },
    size,
  };
}

type Export = Omit<SpanPipeline, 'costs'>;

function createExport(outlet: Outlet, spanExport: SpanExport): Export {
  const pipeline: Export = { processors: [], drain() {}, size: () => 0 };
  const outputs: SpanProcessor[] = [];
  const exits: (Exit | SpanProcessor)[] = [];
  if (outlet.redaction !== undefined) pipeline.processors.push(redactSpans(outlet.redaction));
  for (const name of exporterNames(outlet.settings, 'OTEL_TRACES_EXPORTER')) {
    if (name === 'otlp') {
      const { processor, exit, drain, size } = spanExport(outlet);
      outputs.push(processor);
      exits.push(exit ?? processor);
      pipeline.drain = drain;
      pipeline.size = size;
    } else if (name === 'console') {
      const { createConsoleSpans } = require('./console-spans.cjs') as typeof import('./console-spans.ts');
      const processor = createConsoleSpans();
      outputs.push(processor);
      exits.push(processor);
    }
  }
  const keeper = outlet.sampling?.keepInto?.(exits);
  pipeline.processors.push(...(keeper === undefined ? outputs : [keeper]));
  return keeper === undefined ? pipeline : behindKeeper(pipeline, keeper);
}

function behindKeeper({ processors, drain, size }: Export, keeper: Keeper): Export {
  return {
    processors,
    drain() {
      keeper.decideAll();
      drain();
    },
    size: () => keeper.size() + size(),
  };
}
