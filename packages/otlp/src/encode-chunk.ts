import { ByteWriter, varintSize } from './encode-bytes.ts';
import {
  attributesJson,
  joinSpanJson,
  pairsJson,
  schemaUrlJson,
  scopeJson,
  spanAttributesJson,
  spanFieldsJson,
  spanJson,
} from './encode-json.ts';
import {
  type EncodableResource,
  type EncodableScope,
  resourceBytes,
  schemaUrlBytes,
  scopeBytes,
} from './encode-scope.ts';
import { type EncodableSpan, rewriteSpan, writeSpan } from './encode-span.ts';
import type { AttributeMap } from './encode-value.ts';

/** Encoded spans of one scope, waiting for the request that takes them. */
export interface SpanChunk {
  readonly resource: EncodableResource;
  /** Spans inside. */
  items: number;
  /** Bytes they take; an estimate for JSON. */
  readonly size: number;
  add(span: EncodableSpan): void;
}

/** Spans that are encoded, and may still get another trace state and more attributes. They leave as sampled ones. */
export interface SpanShelf<Chunk extends SpanChunk> {
  /** Bytes of memory; an estimate for JSON. */
  readonly bytes: number;
  add(span: EncodableSpan): void;
  /** Appends span number `index` to a chunk. */
  move(index: number, chunk: Chunk, traceState: string | undefined, attributes: AttributeMap | undefined): void;
  /** Gives the memory back; the shelf is not used any more. */
  clear(): void;
}

/** One of OTLP's two encodings: chunks that take spans, and a request out of chunks of one resource. */
export interface SpanFormat<Chunk extends SpanChunk> {
  chunk(scope: EncodableScope, resource: EncodableResource): Chunk;
  /** Encoded spans that are in no chunk yet. */
  shelf(): SpanShelf<Chunk>;
  /** The body of an ExportTraceServiceRequest with every chunk's spans; the chunks are empty afterwards. */
  request(resource: EncodableResource, chunks: readonly Chunk[]): Uint8Array<ArrayBuffer>;
}

const CHUNK_BYTES = 8 * 1024;
// A writer that one huge span made grow past this is not kept.
const KEPT_BYTES = 1024 * 1024;

class ProtobufChunk implements SpanChunk {
  readonly resource: EncodableResource;
  readonly scope: Uint8Array;
  readonly schemaUrl: Uint8Array;
  out: ByteWriter = new ByteWriter(CHUNK_BYTES);
  items = 0;

  constructor(scope: EncodableScope, resource: EncodableResource) {
    this.resource = resource;
    this.scope = scopeBytes(scope);
    this.schemaUrl = schemaUrlBytes(scope.schemaUrl);
  }

  get size(): number {
    return this.out.position;
  }

  add(span: EncodableSpan): void {
    const start = this.out.position;
    try {
      writeSpan(this.out, span);
    } catch (error) {
      // Half a span would spoil the request.
      this.out.position = start;
      throw error;
    }
    this.items++;
  }

  clear(): void {
    this.items = 0;
    if (this.out.bytes.length > KEPT_BYTES) this.out = new ByteWriter(CHUNK_BYTES);
    else this.out.position = 0;
  }
}

/** Writers of shelves for the next ones: a trace that is dropped should cost no memory. */
const spareWriters: ByteWriter[] = [];
const SPARE_WRITERS = 64;
const SHELF_BYTES = 1024;
const SPARE_BYTES = 64 * 1024;
const SAMPLED = 1;

class ProtobufShelf implements SpanShelf<ProtobufChunk> {
  readonly #out: ByteWriter = spareWriters.pop() ?? new ByteWriter(SHELF_BYTES);
  readonly #ends: number[] = [];

  get bytes(): number {
    return this.#out.bytes.length;
  }

  add(span: EncodableSpan): void {
    const start = this.#out.position;
    try {
      writeSpan(this.#out, span);
    } catch (error) {
      this.#out.position = start;
      throw error;
    }
    this.#ends.push(this.#out.position);
  }

  move(
    index: number,
    chunk: ProtobufChunk,
    traceState: string | undefined,
    attributes: AttributeMap | undefined,
  ): void {
    const start = index === 0 ? 0 : this.#ends[index - 1]!;
    rewriteSpan(chunk.out, this.#out.bytes.subarray(start, this.#ends[index]), traceState, attributes);
    chunk.items++;
  }

  clear(): void {
    if (spareWriters.length >= SPARE_WRITERS || this.#out.bytes.length > SPARE_BYTES) return;
    this.#out.position = 0;
    spareWriters.push(this.#out);
  }
}

/** OTLP protobuf: `ExportTraceServiceRequest` with one `ResourceSpans` and a `ScopeSpans` for each chunk. */
export const protobufFormat: SpanFormat<ProtobufChunk> = {
  chunk: (scope, resource) => new ProtobufChunk(scope, resource),
  shelf: () => new ProtobufShelf(),
  request(resource, chunks) {
    const head = resourceBytes(resource);
    const tail = schemaUrlBytes(resource.schemaUrl);
    let inner = head.length + tail.length;
    for (const chunk of chunks) {
      const size = scopeSpansSize(chunk);
      inner += 1 + varintSize(size) + size;
    }
    const out = new ByteWriter(1 + varintSize(inner) + inner + 8);
    out.bytes[out.position++] = 0x0a;
    out.varint(inner);
    out.raw(head);
    for (const chunk of chunks) {
      out.bytes[out.position++] = 0x12;
      out.varint(scopeSpansSize(chunk));
      out.raw(chunk.scope);
      out.raw(chunk.out.bytes.subarray(0, chunk.out.position));
      out.raw(chunk.schemaUrl);
      chunk.clear();
    }
    out.raw(tail);
    // The writer's memory is its own and larger by a few bytes only, so the body is not copied again.
    return new Uint8Array(out.bytes.buffer as ArrayBuffer, out.bytes.byteOffset, out.position);
  },
};

function scopeSpansSize(chunk: ProtobufChunk): number {
  return chunk.scope.length + chunk.out.position + chunk.schemaUrl.length;
}

class JsonChunk implements SpanChunk {
  readonly resource: EncodableResource;
  readonly scope: string;
  readonly schemaUrl: string;
  spans: string[] = [];
  size = 0;
  items = 0;

  constructor(scope: EncodableScope, resource: EncodableResource) {
    this.resource = resource;
    this.scope = scopeJson(scope);
    this.schemaUrl = schemaUrlJson(scope.schemaUrl);
  }

  add(span: EncodableSpan): void {
    this.append(spanJson(span));
  }

  append(json: string): void {
    this.spans.push(json);
    this.size += json.length;
    this.items++;
  }

  take(): string {
    const json = `{"scope":${this.scope},"spans":[${this.spans.join(',')}]${this.schemaUrl}}`;
    this.spans = [];
    this.size = 0;
    this.items = 0;
    return json;
  }
}

class JsonShelf implements SpanShelf<JsonChunk> {
  readonly #spans: { fields: string; attributes: string }[] = [];
  bytes = 0;

  add(span: EncodableSpan): void {
    const fields = spanFieldsJson(span, span.traceFlags | SAMPLED);
    const attributes = spanAttributesJson(span);
    this.#spans.push({ fields, attributes });
    this.bytes += fields.length + attributes.length;
  }

  move(index: number, chunk: JsonChunk, traceState: string | undefined, added: AttributeMap | undefined): void {
    const { fields, attributes } = this.#spans[index]!;
    const pairs = [attributes, pairsJson(added)].filter((text) => text !== '').join(',');
    chunk.append(joinSpanJson(fields, pairs, traceState));
  }

  clear(): void {}
}

/** OTLP JSON. */
export const jsonFormat: SpanFormat<JsonChunk> = {
  chunk: (scope, resource) => new JsonChunk(scope, resource),
  shelf: () => new JsonShelf(),
  request(resource, chunks) {
    const attributes = attributesJson(resource.attributes).slice(1);
    const scopes = chunks.map((chunk) => chunk.take()).join(',');
    const json = `{"resource":{${attributes}},"scopeSpans":[${scopes}]${schemaUrlJson(resource.schemaUrl)}}`;
    return new TextEncoder().encode(`{"resourceSpans":[${json}]}`);
  },
};
