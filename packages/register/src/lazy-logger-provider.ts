import { createNoopLogger, type Logger, type LoggerProvider } from '@opentelemetry/api';
import { createLazy } from './lazy.ts';
import type { SignalPipeline } from './pipeline.ts';

/** A logger provider that can be flushed: upstream's, by its public methods. */
interface FlushableLoggerProvider extends LoggerProvider {
  forceFlush(options?: object): Promise<void>;
  shutdown(): Promise<void>;
}

export interface LoadedLogs {
  provider: FlushableLoggerProvider;
  pipeline: SignalPipeline;
}

export interface LazyLoggerProvider extends FlushableLoggerProvider, SignalPipeline {}

/**
 * A logger provider that costs nothing before the first log record: the loggers that it gives out load the real one when
 * they are first asked to emit, or whether they would.
 *
 * @param load makes the real provider
 * @param failed is told why `load` threw; log records are then dropped
 */
export function createLazyLoggerProvider(load: () => LoadedLogs, failed: (error: unknown) => void): LazyLoggerProvider {
  const lazy = createLazy<LoadedLogs>({
    make: load,
    fallback(error) {
      failed(error);
      return { provider: noProvider, pipeline: { drain() {}, size: () => 0 } };
    },
  });

  function getLogger(...scope: Parameters<LoggerProvider['getLogger']>): Logger {
    if (lazy.value !== undefined) return lazy.value.provider.getLogger(...scope);
    let real: Logger | undefined;
    return {
      emit(record) {
        if (real !== undefined) real.emit(record);
        else
          lazy.use(({ provider }) => {
            real ??= provider.getLogger(...scope);
            real.emit(record);
          });
      },
      enabled(options) {
        real ??= lazy.get()?.provider.getLogger(...scope);
        return real?.enabled(options) ?? true;
      },
    };
  }

  return {
    getLogger,
    async forceFlush(options) {
      await lazy.value?.provider.forceFlush(options);
    },
    async shutdown() {
      await lazy.get()?.provider.shutdown();
    },
    drain: () => lazy.value?.pipeline.drain(),
    size: () => lazy.value?.pipeline.size() ?? 0,
  };
}

const noProvider: FlushableLoggerProvider = {
  getLogger: createNoopLogger,
  async forceFlush() {},
  async shutdown() {},
};
