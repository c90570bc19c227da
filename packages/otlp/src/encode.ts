import { jsonFormat, protobufFormat, type SpanChunk, type SpanFormat } from './encode-chunk.ts';
import type { EncodableResource, EncodableScope } from './encode-scope.ts';
import type { EncodableSpan } from './encode-span.ts';
import { type HeldSpans, HeldTrace } from './held.ts';

export interface SpanEncoderOptions {
  /** Encoding of the bodies: `protobuf` for gRPC and http/protobuf, `json` for http/json. Default protobuf. */
  readonly format?: 'protobuf' | 'json';
  /** Takes a finished request body with the count of its spans. Called synchronously. */
  readonly enqueue: (signal: 'traces', body: Uint8Array, items: number) => unknown;
  /** Bytes of encoded spans that make a request. Default 256 KiB. */
  readonly maxBytes?: number;
  /** Spans that make a request. Default 512, as OTEL_BSP_MAX_EXPORT_BATCH_SIZE. */
  readonly maxItems?: number;
  /** Milliseconds that a span waits at most. Default 5000, as OTEL_BSP_SCHEDULE_DELAY. */
  readonly delayMillis?: number;
}

export interface SpanEncoder {
  /**
   * Encodes a finished span now; nothing of the span is kept.
   *
   * @param scope the tracer's scope: the same object for the same tracer
   */
  encode(span: EncodableSpan, scope: EncodableScope, resource: EncodableResource): void;
  /** Encodes spans that wait until somebody decides about them. */
  hold(): HeldSpans;
  /** How many spans are encoded and not handed over yet. */
  size(): number;
  /** Hands everything over at once, with the resource attributes that are known by now. For the exit. */
  flush(): void;
  /** Hands everything over once pending resource attributes are there. */
  drain(): Promise<void>;
  /** Flushes and stops the timer; spans that come later are still handed over, one request each. */
  shutdown(): void;
}

// While detectors still look for resource attributes, requests wait for them up to this size.
const PENDING_BYTES = 4 * 1024 * 1024;

// Timers and spans' own fakes of time must not touch each other, so the real one is kept.
const startTimer = setTimeout;

/**
 * Makes OTLP request bodies out of spans as they end. Spans of one scope are written behind each other into a reused
 * chunk; a request takes all chunks of a resource when they are large or old enough.
 */
export function createSpanEncoder(options: SpanEncoderOptions): SpanEncoder {
  return options.format === 'json' ? encoderOf(jsonFormat, options) : encoderOf(protobufFormat, options);
}

function encoderOf<Chunk extends SpanChunk>(format: SpanFormat<Chunk>, options: SpanEncoderOptions): SpanEncoder {
  const { enqueue, maxBytes = 256 * 1024, maxItems = 512, delayMillis = 5000 } = options;
  let chunks = new Map<EncodableScope, Chunk>();
  // Full requests that wait for resource attributes.
  const sealed: { chunks: Map<EncodableScope, Chunk>; bytes: number; items: number }[] = [];
  let lastScope: EncodableScope | undefined;
  let lastChunk: Chunk | undefined;
  let bytes = 0;
  let items = 0;
  let armed = false;
  let closed = false;
  // Refreshed rather than made again: a new timer would keep the context of the request that ends the first span.
  const timer = startTimer(onTimer, delayMillis);
  timer.unref();

  function onTimer(): void {
    armed = false;
    if (items > 0) flushWhenReady();
  }

  function chunkOf(scope: EncodableScope, resource: EncodableResource): Chunk {
    let chunk = chunks.get(scope);
    if (chunk === undefined || chunk.resource !== resource) {
      if (chunk !== undefined) flush();
      chunk = format.chunk(scope, resource);
      chunks.set(scope, chunk);
    }
    lastScope = scope;
    lastChunk = chunk;
    return chunk;
  }

  function encode(span: EncodableSpan, scope: EncodableScope, resource: EncodableResource): void {
    let chunk = lastChunk;
    if (chunk === undefined || lastScope !== scope || chunk.resource !== resource) chunk = chunkOf(scope, resource);
    const before = chunk.size;
    chunk.add(span);
    bytes += chunk.size - before;
    items++;
    sendOrWait();
  }

  function sendOrWait(): void {
    if (bytes >= maxBytes || items >= maxItems || closed) flushWhenReady();
    else if (!armed) {
      armed = true;
      timer.refresh();
    }
  }

  function put(scope: EncodableScope, resource: EncodableResource, move: (chunk: Chunk) => void): void {
    const chunk = chunkOf(scope, resource);
    const before = chunk.size;
    move(chunk);
    bytes += chunk.size - before;
    items++;
    sendOrWait();
  }

  function pending(): EncodableResource | undefined {
    for (const scopes of [...sealed.map((request) => request.chunks), chunks]) {
      for (const chunk of scopes.values()) {
        if (chunk.items > 0 && chunk.resource.asyncAttributesPending === true) return chunk.resource;
      }
    }
    return undefined;
  }

  let waiting: Promise<void> | undefined;

  function flushWhenReady(): void {
    if (closed || pending() === undefined) {
      flush();
      return;
    }
    sealed.push({ chunks, bytes, items });
    chunks = new Map();
    lastChunk = undefined;
    bytes = 0;
    items = 0;
    if (sealed.reduce((sum, request) => sum + request.bytes, 0) >= PENDING_BYTES) flush();
    else waiting ??= settle();
  }

  async function settle(): Promise<void> {
    try {
      for (let resource = pending(); resource !== undefined; resource = pending()) {
        await resource.waitForAsyncAttributes?.();
        if (resource.asyncAttributesPending === true) break;
      }
    } catch {
      // A detector that failed has no attributes to add.
    }
    waiting = undefined;
    flush();
  }

  function flush(): void {
    for (const request of sealed.splice(0)) handOver(request.chunks);
    if (items === 0) return;
    bytes = 0;
    items = 0;
    handOver(chunks);
  }

  function handOver(scopes: Map<EncodableScope, Chunk>): void {
    const byResource = new Map<EncodableResource, { chunks: Chunk[]; items: number }>();
    for (const [scope, chunk] of scopes) {
      if (chunk.items === 0) {
        // Not used since the last request: its tracer may be gone.
        scopes.delete(scope);
        if (chunk === lastChunk) lastChunk = undefined;
        continue;
      }
      const group = byResource.get(chunk.resource);
      if (group === undefined) byResource.set(chunk.resource, { chunks: [chunk], items: chunk.items });
      else {
        group.chunks.push(chunk);
        group.items += chunk.items;
      }
    }
    for (const [resource, group] of byResource) enqueue('traces', format.request(resource, group.chunks), group.items);
  }

  return {
    encode,
    hold: () => new HeldTrace(format.shelf(), put),
    size: () => sealed.reduce((sum, request) => sum + request.items, items),
    flush,
    drain: () => {
      if (items > 0) flushWhenReady();
      return waiting ?? Promise.resolve();
    },
    shutdown: () => {
      closed = true;
      clearTimeout(timer);
      flush();
    },
  };
}
