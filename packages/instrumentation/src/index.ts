export { BoundHistogram, type HistogramOptions, type HistogramPoint } from './histogram.ts';
export { createHttpInstrumentation } from './http.ts';
export { type HttpOptions, pathFilter } from './http-options.ts';
export type { Instrumentation, ModuleTarget, Telemetry } from './instrumentation.ts';
export type { LazyInstrumentation } from './lazy.ts';
export { hookModules, type ModuleHook, type ModuleHookOptions } from './module-hook.ts';
export { instrumentationTable, type TableRow } from './table.ts';
export { createUndiciInstrumentation } from './undici.ts';
export { fromUpstream, type UpstreamClass } from './upstream.ts';
