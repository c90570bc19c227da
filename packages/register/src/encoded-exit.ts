import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { HeldSpans, SpanEncoder } from '@spanwise/otlp';
import type { Change, Exit, Held } from '@spanwise/sampling';
import { encodable } from '@spanwise/trace';

/**
 * The keeper's exit of the native engine: spans wait as bytes.
 *
 * @param processor the one that encodes what need not wait
 */
export function encodedExit(processor: SpanProcessor, encoder: SpanEncoder): Exit {
  return {
    send: (span) => processor.onEnd(span),
    hold: () => new EncodedTrace(encoder.hold()),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}

class EncodedTrace implements Held {
  private readonly _held: HeldSpans;

  constructor(held: HeldSpans) {
    this._held = held;
  }

  get bytes(): number {
    return this._held.bytes;
  }

  add(span: ReadableSpan): void {
    this._held.add(encodable(span), span.instrumentationScope, span.resource);
  }

  release({ traceState, attributes }: Change): void {
    this._held.release(traceState?.serialize(), attributes);
  }

  drop(): void {
    this._held.drop();
  }
}
