import { type ContextManager, context, type TextMapPropagator, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createSpanEncoder } from '@spanwise/otlp';
import {
  createContextManager,
  createEncodingProcessor,
  createTracerProvider,
  traceContextPropagator,
} from '@spanwise/trace';

/** Everything that makes telemetry up to the bytes of a request; the bytes are counted and thrown away. */
export interface Engine {
  readonly name: 'spanwise' | 'upstream';
  readonly tracer: Tracer;
  readonly contextManager: ContextManager;
  readonly propagator: TextMapPropagator;
  /** Encodes spans that have ended, as one request; gives its size. */
  encode(spans: readonly ReadableSpan[]): number;
  /** Makes this engine's context manager the API's. */
  activate(): void;
}

// What a service on Kubernetes has.
const resource = resourceFromAttributes({
  'service.name': 'checkout',
  'service.version': '1.4.2',
  'service.instance.id': '627cc493-f310-47de-96bd-71410b7dec09',
  'host.name': 'node-12',
  'k8s.pod.name': 'checkout-7f8b9c6d5-x2x9z',
});
const BATCH = 512;

function activate(manager: ContextManager): void {
  context.disable();
  context.setGlobalContextManager(manager);
}

export function spanwise(): Engine {
  let size = 0;
  const encoder = createSpanEncoder({ enqueue: (_signal, body) => (size += body.length), maxItems: BATCH });
  const contextManager = createContextManager();
  const spanProcessors = [createEncodingProcessor({ encoder })];
  const provider = createTracerProvider({ resource, spanProcessors, contextManager });
  return {
    name: 'spanwise',
    tracer: provider.getTracer('bench', '1.0.0'),
    contextManager,
    propagator: traceContextPropagator,
    encode(spans) {
      size = 0;
      for (const span of spans) encoder.encode(span as never, span.instrumentationScope, span.resource);
      encoder.flush();
      return size;
    },
    activate: () => activate(contextManager),
  };
}

/** The upstream SDK with a batch processor without its timer and queue: both sides encode in the measured time. */
export function upstream(): Engine {
  let batch: ReadableSpan[] = [];
  let size = 0;
  const encode = (spans: readonly ReadableSpan[]): number => {
    size = ProtobufTraceSerializer.serializeRequest(spans as ReadableSpan[])?.length ?? 0;
    return size;
  };
  const processor: SpanProcessor = {
    onStart() {},
    onEnd(span) {
      batch.push(span);
      if (batch.length < BATCH) return;
      const full = batch;
      batch = [];
      encode(full);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const contextManager = new AsyncLocalStorageContextManager();
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  return {
    name: 'upstream',
    tracer: provider.getTracer('bench', '1.0.0'),
    contextManager,
    propagator: new W3CTraceContextPropagator(),
    encode,
    activate: () => activate(contextManager),
  };
}
