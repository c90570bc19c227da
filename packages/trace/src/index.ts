export { ROOT as ROOT_CONTEXT, SlotContext } from './context.ts';
export { createContextManager, type StorageContextManager } from './context-manager.ts';
export { patchEmit } from './emitter.ts';
export { createEncodingProcessor, type EncodingProcessorOptions } from './encoding-processor.ts';
export type { SpanLimits } from './limits.ts';
export { createTracerProvider, type TracerProvider, type TracerProviderOptions } from './provider.ts';
export { Span } from './span.ts';
