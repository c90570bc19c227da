import { type Context, diag } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';

/** The span processors of a provider, called in their order. One that throws is reported and the others go on. */
export class SpanPipeline {
  readonly processors: readonly SpanProcessor[];
  readonly #ending: readonly SpanProcessor[];

  constructor(processors: readonly SpanProcessor[]) {
    this.processors = processors;
    this.#ending = processors.filter((processor) => typeof processor.onEnding === 'function');
  }

  onStart(span: Span, context: Context): void {
    for (let index = 0; index < this.processors.length; index++) {
      const processor = this.processors[index]!;
      try {
        processor.onStart(span, context);
      } catch (error) {
        report(processor, 'onStart', error);
      }
    }
  }

  onEnding(span: Span): void {
    for (let index = 0; index < this.#ending.length; index++) {
      const processor = this.#ending[index]!;
      try {
        processor.onEnding!(span);
      } catch (error) {
        report(processor, 'onEnding', error);
      }
    }
  }

  onEnd(span: ReadableSpan): void {
    for (let index = 0; index < this.processors.length; index++) {
      const processor = this.processors[index]!;
      try {
        processor.onEnd(span);
      } catch (error) {
        report(processor, 'onEnd', error);
      }
    }
  }
}

function report(processor: SpanProcessor, method: string, error: unknown): void {
  diag.error(`${processor.constructor?.name ?? 'SpanProcessor'}.${method} failed:`, error);
}
