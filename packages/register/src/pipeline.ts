import { isMainThread } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Destination, Sender, Signal } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import type { LazyRedaction } from './lazy-redaction.ts';
import type { TraceSampling } from './sampler.ts';

/** The way of one signal, from what the SDK calls to the queue of the sender. */
export interface SignalPipeline {
  /** Serialises and queues everything that is finished, at once and synchronously. */
  drain(): void;
  /** How many finished items are not queued yet; metrics, which are collected, have none. */
  size(): number;
}

/** Where the pipelines end: the sender's queue, and what they need to know to get there. */
export interface Outlet {
  settings: Settings;
  resource: Resource;
  sender: Sender;
  destinations: Record<Signal, Destination>;
  /** What decides about traces, when something is set. */
  sampling: TraceSampling | undefined;
  /** What takes out of telemetry what must not leave, when there is anything. */
  redaction: LazyRedaction | undefined;
  /** OTLP as JSON instead of protobuf. */
  isJson(signal: Signal): boolean;
  /** A promise while the resource is still being detected. */
  ready(): Promise<unknown> | undefined;
  /** Queues what `serialize` returns; never throws. */
  enqueue(signal: Signal, serialize: () => Uint8Array | undefined, items: number): void;
  /** Drains, and resolves when what is queued has been delivered. */
  flushed(drain: () => void): Promise<void>;
}

export function createOutlet(
  settings: Settings,
  resource: Resource,
  sender: Sender,
  destinations: Record<Signal, Destination>,
  { sampling, redaction }: Partial<Pick<Outlet, 'sampling' | 'redaction'>> = {},
): Outlet {
  return {
    settings,
    resource,
    sender,
    destinations,
    sampling,
    redaction,
    isJson: (signal) => destinations[signal].protocol === 'http/json',
    ready: () => (resource.asyncAttributesPending ? resource.waitForAsyncAttributes?.() : undefined),
    enqueue(signal, serialize, items) {
      try {
        const body = serialize();
        if (body !== undefined) sender.enqueue(signal, body, items);
      } catch (error) {
        diag.error(`${items} items of ${signal} could not be serialised`, error);
      }
    },
    async flushed(drain) {
      drain();
      await sender.flush(flushTimeoutMillis);
    },
  };
}

/** How long `forceFlush` and `shutdown` of a program's own making wait: the default of the batching processors. */
export const flushTimeoutMillis = 30_000;

/** The exporters that are set for a signal, each once. Worker threads have no Prometheus endpoint: it is one a process. */
export function exporterNames(
  settings: Settings,
  setting: 'OTEL_TRACES_EXPORTER' | 'OTEL_LOGS_EXPORTER' | 'OTEL_METRICS_EXPORTER',
): string[] {
  const names: readonly string[] = settings.get(setting);
  if (names.includes('none')) return [];
  return [...new Set(names)].filter((name) => isMainThread || name !== 'prometheus');
}
