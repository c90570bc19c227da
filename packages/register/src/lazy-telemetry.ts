import { ProxyTracerProvider, type TextMapPropagator } from '@opentelemetry/api';
import type { StorageContextManager } from '@spanwise/trace';
import { createLazy } from './lazy.ts';
import type { Outlet, SignalPipeline } from './pipeline.ts';
import { errorText, report } from './report.ts';
import { runSuppressed } from './suppressed.ts';
import type { NativeTelemetry } from './telemetry.ts';

/** What makes spans, as the API and the end of the process see it before it is loaded. */
export interface LazyTelemetry extends SignalPipeline {
  tracerProvider: NativeTelemetry['tracerProvider'];
  propagator: TextMapPropagator;
  /** Loads it now, if it is not yet. */
  load(): NativeTelemetry | undefined;
}

/** Loads what makes spans when a tracer is asked for, or a header is read or written. */
export function createLazyTelemetry(outlet: Outlet, contextManager: StorageContextManager): LazyTelemetry {
  const lazy = createLazy<NativeTelemetry>({
    make: () => runSuppressed(() => telemetryParts().createNativeTelemetry(outlet, contextManager)),
    fallback(error) {
      report(`no spans are made, because what makes them could not be loaded: ${errorText(error)}`);
      return noTelemetry;
    },
  });
  const loaded = (): NativeTelemetry => lazy.get() ?? noTelemetry;
  return {
    tracerProvider: {
      getTracer: (name, version, options) => loaded().tracerProvider.getTracer(name, version, options),
      forceFlush: async () => lazy.value?.tracerProvider.forceFlush(),
      shutdown: async () => loaded().tracerProvider.shutdown(),
    },
    propagator: {
      inject: (context, carrier, setter) => loaded().propagator?.inject(context, carrier, setter),
      extract: (context, carrier, getter) => loaded().propagator?.extract(context, carrier, getter) ?? context,
      fields: () => loaded().propagator?.fields() ?? [],
    },
    load: lazy.get,
    drain: () => lazy.value?.spans.drain(),
    size: () => lazy.value?.spans.size() ?? 0,
  };
}

/** Everything that waits for the first telemetry. */
export function telemetryParts(): typeof import('./telemetry.ts') {
  return require('./telemetry.cjs');
}

const noTelemetry: NativeTelemetry = {
  tracerProvider: Object.assign(new ProxyTracerProvider(), { async forceFlush() {}, async shutdown() {} }),
  propagator: undefined,
  spans: { processors: [], costs: undefined, drain() {}, size: () => 0 },
};
