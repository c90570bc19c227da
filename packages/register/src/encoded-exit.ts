import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SpanEncoder } from '@spanwise/otlp';
import type { Exit } from '@spanwise/sampling';
import { encodable } from '@spanwise/trace';

/**
 * The keeper's exit of the native engine: spans wait as bytes.
 *
 * @param processor the one that encodes what need not wait
 */
export function encodedExit(processor: SpanProcessor, encoder: SpanEncoder): Exit {
  return {
    send: (span) => processor.onEnd(span),
    hold() {
      const held = encoder.hold();
      return {
        get bytes() {
          return held.bytes;
        },
        add: (span) => held.add(encodable(span), span.instrumentationScope, span.resource),
        release: ({ traceState, attributes }) => held.release(traceState?.serialize(), attributes),
        drop: held.drop,
      };
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}
