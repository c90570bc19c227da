export type { Instrumentation, ModuleTarget, Telemetry } from './instrumentation.ts';
