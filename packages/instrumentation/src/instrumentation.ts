import type { Context, LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { BoundHistogram } from './histogram.ts';

/** A place in a library that is changed when the library is loaded. */
export interface ModuleTarget {
  /** A package or a built-in module, as it is imported: `express`, `@hapi/hapi`, `http`. */
  name: string;
  /** A file of the package, such as `lib/router/layer.js`; undefined for what the package's name resolves to. */
  file?: string;
  /** Versions to patch, as ranges of semver; `['*']` for all and for built-in modules. */
  versions: readonly string[];
  /**
   * @param exports what the module exports
   * @param version of the package; undefined for built-in modules
   * @returns what importers get instead; the same object where it was changed in place
   */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a library exports.
  patch(exports: any, version: string | undefined): unknown;
}

/** What makes the spans and metrics of one library. */
export interface Instrumentation {
  /** As in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`: `express`. */
  name: string;
  /** What it patches; none where the library publishes on `node:diagnostics_channel`. */
  targets: readonly ModuleTarget[];
  /** Subscribes to channels. Called once, before the program or the library starts. */
  start?(): void;
  /** Called when one of its patches has thrown: it is not asked again. */
  stop?(): void;
}

/** What an instrumentation works with. */
export interface Telemetry {
  tracerProvider: TracerProvider;
  meterProvider: MeterProvider;
  loggerProvider: LoggerProvider;
  /** The active context, without the API's detour. */
  active(): Context;
  /** Makes `context` the active one for the rest of this tick's work and all that it starts. */
  enter(context: Context): void;
  /** Collects a histogram that counts by itself. Undefined where only instruments of the meter provider are collected. */
  addHistogram?: ((histogram: BoundHistogram) => void) | undefined;
}
