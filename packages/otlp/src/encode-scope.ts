import { ByteWriter } from './encode-bytes.ts';
import { type AttributeMap, writeAttributes } from './encode-value.ts';

/** The instrumentation scope of a tracer. */
export interface EncodableScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: AttributeMap;
  readonly droppedAttributesCount?: number;
}

/** The resource of a provider; attributes that detectors still look for are awaited before a request is made. */
export interface EncodableResource {
  readonly attributes: AttributeMap;
  readonly schemaUrl?: string;
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void>;
}

/** `ScopeSpans.scope` with its tag and length. */
export function scopeBytes(scope: EncodableScope): Uint8Array {
  const out = new ByteWriter(256);
  out.bytes[out.position++] = 0x0a;
  const start = out.open();
  writeText(out, 0x0a, scope.name);
  writeText(out, 0x12, scope.version);
  writeAttributes(out, 0x1a, scope.attributes);
  if (scope.droppedAttributesCount) {
    out.reserve(1);
    out.bytes[out.position++] = 0x20;
    out.varint(scope.droppedAttributesCount);
  }
  out.close(start);
  return out.take();
}

/** `ResourceSpans.resource` with its tag and length. */
export function resourceBytes(resource: EncodableResource): Uint8Array {
  const out = new ByteWriter(1024);
  out.bytes[out.position++] = 0x0a;
  const start = out.open();
  writeAttributes(out, 0x0a, resource.attributes);
  out.close(start);
  return out.take();
}

/** `schema_url` of `ScopeSpans` and `ResourceSpans`, field 3 of both; empty without one. */
export function schemaUrlBytes(schemaUrl: string | undefined): Uint8Array {
  const out = new ByteWriter(64);
  writeText(out, 0x1a, schemaUrl);
  return out.take();
}

function writeText(out: ByteWriter, tag: number, text: string | undefined): void {
  if (text === undefined || text === null || text.length === 0) return;
  out.reserve(1);
  out.bytes[out.position++] = tag;
  out.string(text);
}
