import {
  type Tracer as ApiTracer,
  type TracerProvider as ApiTracerProvider,
  type ContextManager,
  diag,
  ProxyTracerProvider,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ForceFlushOptions, IdGenerator, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type SpanLimits, spanLimits } from './limits.ts';
import { SpanPipeline } from './pipeline.ts';
import { type RecordUnsampled, Tracer } from './tracer.ts';

export interface TracerProviderOptions {
  /** What produces the spans. */
  readonly resource: Resource;
  /** Called in this order. The one that encodes comes last, so it sees what the others changed. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Default parentbased_always_on, built in and faster than any sampler object. */
  readonly sampler?: Sampler;
  /** Has spans recorded that are not sampled, for processors that count; they are not exported. Default: none. */
  readonly recordUnsampled?: RecordUnsampled;
  readonly spanLimits?: Partial<SpanLimits>;
  /** Default: random ids, with the `random` flag of W3C Trace Context level 2 on new traces. */
  readonly idGenerator?: IdGenerator;
  /** Where `startActiveSpan` enters. Default: the context manager that is registered with the API. */
  readonly contextManager?: ContextManager;
}

export interface TracerProvider extends ApiTracerProvider {
  /** Resolves when every processor has flushed; rejects with an array of what failed or took longer than the time. */
  forceFlush(options?: ForceFlushOptions): Promise<void>;
  /** Shuts every processor down, once. Tracers made afterwards do nothing. */
  shutdown(): Promise<void>;
}

const FLUSH_MILLIS = 30_000;

/** Makes a tracer provider (https://opentelemetry.io/docs/specs/otel/trace/sdk/#tracer-provider). */
export function createTracerProvider(options: TracerProviderOptions): TracerProvider {
  const { resource, sampler, recordUnsampled, idGenerator, contextManager } = options;
  const processors = options.spanProcessors ?? [];
  const pipeline = new SpanPipeline(processors);
  const limits = spanLimits(options.spanLimits);
  const tracers = new Map<string, ApiTracer>();
  let down: Promise<void> | undefined;

  function getTracer(name: string, version?: string, tracerOptions?: { schemaUrl?: string }): ApiTracer {
    if (down !== undefined) return new ProxyTracerProvider().getTracer(name, version, tracerOptions);
    const schemaUrl = tracerOptions?.schemaUrl;
    const key = `${name}\n${version ?? ''}\n${schemaUrl ?? ''}`;
    let tracer = tracers.get(key);
    if (tracer === undefined) {
      if (typeof name !== 'string') diag.warn(`Tracer name: expected a string, received ${typeof name}`);
      const scope = {
        name: typeof name === 'string' ? name : '',
        version: textOf(version),
        schemaUrl: textOf(schemaUrl),
      };
      tracer = new Tracer({ resource, scope, limits, pipeline, sampler, recordUnsampled, idGenerator, contextManager });
      tracers.set(key, tracer);
    }
    return tracer;
  }

  return {
    getTracer,
    async forceFlush(flushOptions) {
      const millis = flushOptions?.timeoutMillis ?? FLUSH_MILLIS;
      const results = await Promise.allSettled(processors.map((processor) => within(millis, processor)));
      const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      if (errors.length > 0) throw errors;
    },
    shutdown() {
      down ??= Promise.all(processors.map(async (processor) => processor.shutdown())).then(() => undefined);
      return down;
    },
  };
}

/** A scope that cannot be encoded would cost the spans of its tracer. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

async function within(millis: number, processor: SpanProcessor): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Span processor did not flush within ${millis} ms`)), millis);
  });
  try {
    await Promise.race([processor.forceFlush(), late]);
  } finally {
    clearTimeout(timer);
  }
}
