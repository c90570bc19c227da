import type { EncodableScope } from './encode-scope.ts';
import { type EncodableEvent, type EncodableLink, type EncodableSpan, protocolFlags } from './encode-span.ts';
import { type AttributeMap, isInt64 } from './encode-value.ts';

/**
 * JSON text of one Span in OTLP's JSON mapping (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding):
 * ids in hex, 64-bit numbers as decimal strings, enums as numbers, lowerCamelCase names, default values left out.
 */
export function spanJson(span: EncodableSpan): string {
  return joinSpanJson(spanFieldsJson(span, span.traceFlags), spanAttributesJson(span), span.traceState?.serialize());
}

/** Puts a Span together from its fields, its attributes, and its trace state. */
export function joinSpanJson(fields: string, attributes: string, traceState: string | undefined): string {
  const state = traceState ? `,"traceState":${JSON.stringify(traceState)}` : '';
  return `{${fields}${state}${attributes === '' ? '' : `,"attributes":[${attributes}]`}}`;
}

/** The pairs of a span's attributes. */
export function spanAttributesJson(span: EncodableSpan): string {
  if (span.attributeMap !== undefined) return pairsJson(span.attributeMap);
  return span.attributeKeys.map((key, index) => pairJson(key, span.attributeValues[index])).join(',');
}

/** The fields of a Span but its trace state and attributes, with these trace flags. */
export function spanFieldsJson(span: EncodableSpan, traceFlags: number): string {
  const traceId = hex(span.traceId0) + hex(span.traceId1) + hex(span.traceId2) + hex(span.traceId3);
  let json = `"traceId":"${traceId}","spanId":"${hex(span.spanId0)}${hex(span.spanId1)}"`;
  if ((span.parentId0 | span.parentId1) !== 0) json += `,"parentSpanId":"${hex(span.parentId0)}${hex(span.parentId1)}"`;
  json += `,"name":${JSON.stringify(span.name)},"kind":${span.kind + 1}`;
  json += `,"startTimeUnixNano":"${nanos(span.startAnchor.epochMicros, span.startMillis)}"`;
  json += `,"endTimeUnixNano":"${nanos(span.endAnchor.epochMicros, span.endMillis)}"`;
  json += countJson('droppedAttributesCount', span.droppedAttributesCount);
  if (span.eventList?.length) json += `,"events":[${span.eventList.map(eventJson).join(',')}]`;
  json += countJson('droppedEventsCount', span.droppedEventsCount);
  if (span.linkList?.length) json += `,"links":[${span.linkList.map(linkJson).join(',')}]`;
  json += countJson('droppedLinksCount', span.droppedLinksCount);
  if (span.statusCode !== 0 || span.statusMessage !== undefined) {
    const message = span.statusMessage ? `"message":${JSON.stringify(span.statusMessage)},` : '';
    json += `,"status":{${message}"code":${span.statusCode}}`;
  }
  return `${json},"flags":${protocolFlags(traceFlags, span.parentIsRemote)}`;
}

/** JSON text of an InstrumentationScope. */
export function scopeJson(scope: EncodableScope): string {
  let json = `{"name":${JSON.stringify(scope.name)}`;
  if (scope.version) json += `,"version":${JSON.stringify(scope.version)}`;
  if (scope.attributes) json += attributesJson(scope.attributes);
  return `${json}${countJson('droppedAttributesCount', scope.droppedAttributesCount)}}`;
}

/** `,"attributes":[…]` with a KeyValue for each entry, or nothing when there is none. */
export function attributesJson(attributes: AttributeMap | undefined): string {
  const pairs = pairsJson(attributes);
  return pairs === '' ? '' : `,"attributes":[${pairs}]`;
}

/** A KeyValue for each entry, separated by commas. */
export function pairsJson(attributes: AttributeMap | undefined): string {
  if (!attributes) return '';
  const pairs: string[] = [];
  for (const key of Object.keys(attributes)) {
    if (attributes[key] !== undefined) pairs.push(pairJson(key, attributes[key]));
  }
  return pairs.join(',');
}

/** `,"schemaUrl":"…"`, or nothing without one. */
export function schemaUrlJson(schemaUrl: string | undefined): string {
  return schemaUrl ? `,"schemaUrl":${JSON.stringify(schemaUrl)}` : '';
}

function pairJson(key: string, value: unknown): string {
  return `{"key":${JSON.stringify(key)},"value":${valueJson(value)}}`;
}

function valueJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'number':
      if (isInt64(value)) return `{"intValue":"${Number.isSafeInteger(value) ? value : BigInt(value)}"}`;
      return Number.isFinite(value) ? `{"doubleValue":${value}}` : `{"doubleValue":"${value}"}`;
    case 'object':
      return value === null ? '{}' : compositeJson(value);
    default:
      return '{}';
  }
}

function compositeJson(value: object): string {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `{"bytesValue":"${bytes.toString('base64')}"}`;
  }
  if (Array.isArray(value)) return `{"arrayValue":{"values":[${Array.from(value, valueJson).join(',')}]}}`;
  const entries = Object.entries(value).filter((entry) => entry[1] !== undefined);
  return `{"kvlistValue":{"values":[${entries.map(([key, item]) => pairJson(key, item)).join(',')}]}}`;
}

function eventJson(event: EncodableEvent): string {
  const time = nanos(event.time[0] * 1e6, event.time[1] / 1e6);
  const dropped = countJson('droppedAttributesCount', event.droppedAttributesCount);
  return `{"timeUnixNano":"${time}","name":${JSON.stringify(event.name)}${attributesJson(event.attributes)}${dropped}}`;
}

function linkJson(link: EncodableLink): string {
  const { traceId, spanId, traceState, traceFlags, isRemote } = link.context;
  let json = `{"traceId":${idJson(traceId, 32)},"spanId":${idJson(spanId, 16)}`;
  json += traceStateJson(traceState) + attributesJson(link.attributes);
  json += countJson('droppedAttributesCount', link.droppedAttributesCount);
  return `${json},"flags":${protocolFlags(traceFlags, isRemote)}}`;
}

// Like the protobuf form: an id of a wrong length is left empty.
function idJson(id: string, length: number): string {
  return id.length === length && /^[0-9a-f]+$/i.test(id) ? `"${id}"` : '""';
}

function traceStateJson(traceState: { serialize(): string } | undefined): string {
  const text = traceState?.serialize();
  return text ? `,"traceState":${JSON.stringify(text)}` : '';
}

function countJson(name: string, count: number | undefined): string {
  return count ? `,"${name}":${count}` : '';
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function nanos(epochMicros: number, millis: number): string {
  const total = BigInt(Math.floor(epochMicros)) * 1000n + BigInt(Math.round(millis * 1e6));
  if (total < 0n) return '0';
  return String(total > 0xffff_ffff_ffff_ffffn ? 0xffff_ffff_ffff_ffffn : total);
}
