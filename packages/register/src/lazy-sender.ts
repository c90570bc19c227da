import type { Sender, SenderOptions, SenderStats, SignalStats } from '@spanwise/otlp';
import { createLazy } from './lazy.ts';
import { errorText } from './report.ts';

/** A sender that is loaded with the first body: a program pays nothing for it while it starts. */
export function createLazySender(options: SenderOptions): Sender {
  const lazy = createLazy<Sender>({
    make: () => runSuppressed(() => (require('./sender.cjs') as typeof import('./sender.ts')).createSender(options)),
    fallback(error) {
      options.report(`nothing is exported, because what sends it could not be loaded: ${errorText(error)}`);
      return noSender;
    },
  });

  function runSuppressed<T>(fn: () => T): T {
    return options.runSuppressed === undefined ? fn() : options.runSuppressed(fn);
  }

  function sender(): Sender {
    return lazy.value ?? noSender;
  }

  const noSender: Sender = {
    enqueue() {},
    flush: async () => true,
    flushSync: () => true,
    stats: () => noStats(options.queueBytes),
    async shutdown() {},
  };

  return {
    enqueue: (signal, body, items) => lazy.use((loaded) => loaded.enqueue(signal, body, items)),
    flush: (timeoutMillis) => sender().flush(timeoutMillis),
    flushSync: (timeoutMillis) => sender().flushSync(timeoutMillis),
    stats: () => sender().stats(),
    shutdown: (timeoutMillis) => sender().shutdown(timeoutMillis),
  };
}

function noStats(capacityBytes: number): SenderStats {
  const none = (): SignalStats => ({
    exported: 0,
    exportedBytes: 0,
    dropped: {},
    queueItems: 0,
    queueBytes: 0,
    inFlightItems: 0,
    inFlightBytes: 0,
    requests: {},
  });
  return { capacityBytes, bytes: 0, signals: { traces: none(), metrics: none(), logs: none() } };
}
