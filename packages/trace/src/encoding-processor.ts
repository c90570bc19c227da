import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type EncodableSpan, fromReadableSpan, type SpanEncoder } from '@spanwise/otlp';
import { SAMPLED } from './identity.ts';
import { Span } from './span.ts';

export interface EncodingProcessorOptions {
  readonly encoder: SpanEncoder;
  /** Resolves when what was handed over so far has been sent or counted as lost. */
  readonly delivered?: () => Promise<void>;
}

/** A span processor that encodes sampled spans as they end. Register it as the last one. */
export function createEncodingProcessor({ encoder, delivered }: EncodingProcessorOptions): SpanProcessor {
  return {
    onStart() {},
    onEnd(span: ReadableSpan) {
      if (Span.isNative(span)) {
        if ((span.traceFlags & SAMPLED) !== 0) encoder.encode(span, span.instrumentationScope, span.resource);
      } else if ((span.spanContext().traceFlags & SAMPLED) !== 0) {
        encoder.encode(fromReadableSpan(span), span.instrumentationScope, span.resource);
      }
    },
    async forceFlush() {
      await encoder.drain();
      await delivered?.();
    },
    async shutdown() {
      await encoder.drain();
      encoder.shutdown();
      await delivered?.();
    },
  };
}

/** A span of this engine, or of another SDK, as the encoder takes it. */
export function encodable(span: ReadableSpan): EncodableSpan {
  return Span.isNative(span) ? span : fromReadableSpan(span);
}
