import { createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';
import { createLazy } from './lazy.ts';
import { createLazyMeter } from './lazy-meter.ts';
import { createObservers } from './observers.ts';
import type { SignalPipeline } from './pipeline.ts';

/** A meter provider that can be flushed: upstream's, by its public methods. */
interface FlushableMeterProvider extends MeterProvider {
  forceFlush(options?: object): Promise<void>;
  shutdown(options?: object): Promise<void>;
}

interface LoadedMetrics {
  provider: FlushableMeterProvider;
  pipeline: SignalPipeline;
}

export interface LazyMeterProvider extends FlushableMeterProvider, SignalPipeline {
  /** Loads the real provider now. */
  load(): void;
}

export interface LazyMeterProviderOptions {
  /** Makes the real provider. */
  load(): LoadedMetrics;
  /** Is told why `load` threw; measurements are then dropped. */
  failed(error: unknown): void;
  /** Called once, when the real provider is there. */
  loaded(): void;
  /** True when there is something to collect, although no measurement was made and no observable has a callback. */
  hasMore(): boolean;
  /** Milliseconds between collections, `OTEL_METRIC_EXPORT_INTERVAL`. */
  intervalMillis: number;
}

/**
 * A meter provider that costs nothing before the first measurement: the instruments that it gives out load the real one
 * when they first record. Callbacks of observables are remembered, and the real provider is loaded at the first
 * collection: when the interval of the reader is over, at `forceFlush`, or when the process ends.
 */
export function createLazyMeterProvider(options: LazyMeterProviderOptions): LazyMeterProvider {
  const observers = createObservers();
  const lazy = createLazy<LoadedMetrics>({
    make: options.load,
    fallback(error) {
      options.failed(error);
      return { provider: noProvider, pipeline: { drain() {}, size: () => 0 } };
    },
    made() {
      clearInterval(timer);
      observers.attach();
      options.loaded();
    },
  });
  const timer = setInterval(() => void forceFlush().catch(() => {}), options.intervalMillis).unref();

  function isNeeded(): boolean {
    return lazy.value !== undefined || observers.size() > 0 || options.hasMore();
  }

  async function forceFlush(flushOptions?: object): Promise<void> {
    if (isNeeded()) await lazy.get()?.provider.forceFlush(flushOptions);
  }

  function getMeter(...scope: Parameters<MeterProvider['getMeter']>): Meter {
    let meter: Meter | undefined;
    const made = ({ provider }: LoadedMetrics): Meter => {
      meter ??= provider.getMeter(...scope);
      return meter;
    };
    return createLazyMeter({
      real: () => lazy.value && made(lazy.value),
      use: (fn) => lazy.use((loaded) => fn(made(loaded))),
      observers,
    });
  }

  return {
    getMeter,
    load: lazy.get,
    forceFlush,
    async shutdown(shutdownOptions) {
      await lazy.get()?.provider.shutdown(shutdownOptions);
    },
    drain() {
      if (isNeeded()) lazy.get()?.pipeline.drain();
    },
    size: () => 0,
  };
}

const noProvider: FlushableMeterProvider = {
  getMeter: createNoopMeter,
  async forceFlush() {},
  async shutdown() {},
};
