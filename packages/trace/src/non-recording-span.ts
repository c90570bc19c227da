import type { Span } from '@opentelemetry/api';
import { SpanIdentity } from './identity.ts';

/** A span that only carries its identity: a remote parent, a span that the sampler dropped, or none at all. */
export class NonRecordingSpan extends SpanIdentity implements Span {
  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  end(): void {}

  isRecording(): boolean {
    return false;
  }

  recordException(): void {}
}

/** The span of the specification's invalid SpanContext: all zeros. */
export function invalidSpan(): NonRecordingSpan {
  return new NonRecordingSpan(0, 0, 0, 0, 0, 0, 0, undefined, false);
}
