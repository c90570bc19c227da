import type { ByteWriter } from './encode-bytes.ts';
import { type AttributeMap, writeAttribute, writeAttributes } from './encode-value.ts';

/** A moment that times are counted from. */
export interface TimeAnchor {
  /** Whole microseconds since 1970. */
  readonly epochMicros: number;
}

/** What the encoder reads of a link's span context. */
export interface EncodableContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
  readonly traceState?: { serialize(): string };
}

/** An event of a span. `time` is seconds and nanoseconds since 1970. */
export interface EncodableEvent {
  readonly name: string;
  readonly time: readonly [number, number];
  readonly attributes?: AttributeMap;
  readonly droppedAttributesCount?: number;
}

/** A link of a span. */
export interface EncodableLink {
  readonly context: EncodableContext;
  readonly attributes?: AttributeMap;
  readonly droppedAttributesCount?: number;
}

/** A finished span as plain fields: ids as big-endian 32-bit words, times as milliseconds after an anchor. */
export interface EncodableSpan {
  readonly traceId0: number;
  readonly traceId1: number;
  readonly traceId2: number;
  readonly traceId3: number;
  readonly spanId0: number;
  readonly spanId1: number;
  /** Zero in both words when there is no parent. */
  readonly parentId0: number;
  readonly parentId1: number;
  readonly parentIsRemote: boolean;
  readonly traceFlags: number;
  readonly traceState: { serialize(): string } | undefined;
  readonly name: string;
  /** SpanKind of the API: INTERNAL is 0. */
  readonly kind: number;
  readonly startAnchor: TimeAnchor;
  readonly startMillis: number;
  readonly endAnchor: TimeAnchor;
  readonly endMillis: number;
  readonly attributeKeys: readonly string[];
  readonly attributeValues: readonly unknown[];
  /** When set, it is read instead of the two lists. */
  readonly attributeMap: AttributeMap | undefined;
  readonly droppedAttributesCount: number;
  readonly eventList: readonly EncodableEvent[] | undefined;
  readonly droppedEventsCount: number;
  readonly linkList: readonly EncodableLink[] | undefined;
  readonly droppedLinksCount: number;
  /** SpanStatusCode of the API: UNSET is 0. */
  readonly statusCode: number;
  readonly statusMessage: string | undefined;
}

/** Bits of `Span.flags` above the W3C trace flags: whether it is known that the parent is remote, and whether it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** `Span.flags` and `Span.Link.flags` of the protocol. */
export function protocolFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

/**
 * Writes one `ScopeSpans.spans` entry: tag, length and the Span message of opentelemetry/proto/trace/v1/trace.proto.
 * Fields with the protocol's default value are left out.
 */
export function writeSpan(out: ByteWriter, span: EncodableSpan): void {
  out.reserve(128);
  out.bytes[out.position++] = 0x12;
  const start = out.open();
  writeIdentity(out, span);
  out.reserve(1);
  out.bytes[out.position++] = 0x2a;
  out.string(span.name);
  out.reserve(32);
  out.bytes[out.position] = 0x30;
  out.bytes[out.position + 1] = (span.kind + 1) & 0x7f;
  out.bytes[out.position + 2] = 0x39;
  out.position += 3;
  out.time(span.startAnchor.epochMicros, span.startMillis);
  out.bytes[out.position++] = 0x41;
  out.time(span.endAnchor.epochMicros, span.endMillis);
  const map = span.attributeMap;
  if (map === undefined) {
    const keys = span.attributeKeys;
    const values = span.attributeValues;
    for (let index = 0; index < keys.length; index++) writeAttribute(out, 0x4a, index, keys[index]!, values[index]);
  } else {
    writeAttributes(out, 0x4a, map);
  }
  if (span.droppedAttributesCount > 0) writeCount(out, 0x50, span.droppedAttributesCount);
  const events = span.eventList;
  if (events !== undefined) for (let index = 0; index < events.length; index++) writeEvent(out, events[index]!);
  if (span.droppedEventsCount > 0) writeCount(out, 0x60, span.droppedEventsCount);
  const links = span.linkList;
  if (links !== undefined) for (let index = 0; index < links.length; index++) writeLink(out, links[index]!);
  if (span.droppedLinksCount > 0) writeCount(out, 0x70, span.droppedLinksCount);
  if (span.statusCode !== 0 || span.statusMessage !== undefined) writeStatus(out, span.statusCode, span.statusMessage);
  writeFlags(out, 0x85, protocolFlags(span.traceFlags, span.parentIsRemote));
  out.close(start);
}

/**
 * Writes an entry that `writeSpan` has written elsewhere, as one of a sampled span, with another trace state and more
 * attributes. What is changed stands at places that are known: ids first, then the trace state; the flags at the end.
 */
export function rewriteSpan(
  out: ByteWriter,
  entry: Uint8Array,
  traceState: string | undefined,
  attributes: AttributeMap | undefined,
): void {
  const ids = readVarint(entry, 1).end;
  let rest = ids + IDS_SIZE;
  if (entry[rest] === 0x1a) {
    const { value, end } = readVarint(entry, rest + 1);
    rest = end + value;
  }
  out.reserve(1);
  out.bytes[out.position++] = 0x12;
  const start = out.open();
  out.raw(entry.subarray(ids, ids + IDS_SIZE));
  if (traceState) {
    out.reserve(1);
    out.bytes[out.position++] = 0x1a;
    out.string(traceState);
  }
  out.raw(entry.subarray(rest));
  out.bytes[out.position - 4]! |= SAMPLED;
  writeAttributes(out, 0x4a, attributes);
  out.close(start);
}

/** Bytes of the two ids with their tags and lengths. */
const IDS_SIZE = 28;
const SAMPLED = 1;

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let end = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[end++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end };
  }
}

function writeIdentity(out: ByteWriter, span: EncodableSpan): void {
  const { bytes, view, position } = out;
  bytes[position] = 0x0a;
  bytes[position + 1] = 16;
  view.setInt32(position + 2, span.traceId0);
  view.setInt32(position + 6, span.traceId1);
  view.setInt32(position + 10, span.traceId2);
  view.setInt32(position + 14, span.traceId3);
  bytes[position + 18] = 0x12;
  bytes[position + 19] = 8;
  view.setInt32(position + 20, span.spanId0);
  view.setInt32(position + 24, span.spanId1);
  out.position = position + 28;
  if (span.traceState !== undefined) writeTraceState(out, span.traceState);
  if ((span.parentId0 | span.parentId1) === 0) return;
  out.reserve(10);
  out.bytes[out.position] = 0x22;
  out.bytes[out.position + 1] = 8;
  out.view.setInt32(out.position + 2, span.parentId0);
  out.view.setInt32(out.position + 6, span.parentId1);
  out.position += 10;
}

function writeTraceState(out: ByteWriter, traceState: { serialize(): string }): void {
  const value = traceState.serialize();
  if (value.length === 0) return;
  out.reserve(1);
  out.bytes[out.position++] = 0x1a;
  out.string(value);
}

function writeCount(out: ByteWriter, tag: number, count: number): void {
  out.reserve(8);
  out.bytes[out.position++] = tag;
  out.varint(count);
}

// Field 16 takes a tag of two bytes; field 6 of a link takes one.
function writeFlags(out: ByteWriter, tag: number, flags: number): void {
  out.reserve(8);
  out.bytes[out.position++] = tag;
  if (tag > 0x7f) out.bytes[out.position++] = 1;
  out.view.setUint32(out.position, flags, true);
  out.position += 4;
}

function writeStatus(out: ByteWriter, code: number, message: string | undefined): void {
  out.reserve(8);
  out.bytes[out.position++] = 0x7a;
  const start = out.open();
  if (message !== undefined && message.length > 0) {
    out.reserve(1);
    out.bytes[out.position++] = 0x12;
    out.string(message);
  }
  writeCount(out, 0x18, code);
  out.close(start);
}

function writeEvent(out: ByteWriter, event: EncodableEvent): void {
  out.reserve(32);
  out.bytes[out.position++] = 0x5a;
  const start = out.open();
  out.bytes[out.position++] = 0x09;
  out.time(event.time[0] * 1e6, event.time[1] / 1e6);
  out.reserve(1);
  out.bytes[out.position++] = 0x12;
  out.string(event.name);
  writeAttributes(out, 0x1a, event.attributes);
  if (event.droppedAttributesCount) writeCount(out, 0x20, event.droppedAttributesCount);
  out.close(start);
}

function writeLink(out: ByteWriter, link: EncodableLink): void {
  const context = link.context;
  out.reserve(64);
  out.bytes[out.position++] = 0x6a;
  const start = out.open();
  writeId(out, 0x0a, context.traceId, 16);
  writeId(out, 0x12, context.spanId, 8);
  if (context.traceState !== undefined) writeTraceState(out, context.traceState);
  writeAttributes(out, 0x22, link.attributes);
  if (link.droppedAttributesCount) writeCount(out, 0x28, link.droppedAttributesCount);
  writeFlags(out, 0x35, protocolFlags(context.traceFlags, context.isRemote));
  out.close(start);
}

// An id that is no hex of the right length is left out: collectors refuse a whole request for one of a wrong length.
function writeId(out: ByteWriter, tag: number, hex: string, size: number): void {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length !== size) return;
  out.reserve(size + 2);
  out.bytes[out.position++] = tag;
  out.bytes[out.position++] = size;
  out.raw(bytes);
}
