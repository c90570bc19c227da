import { readMetrics } from './decode-metrics.ts';
import { decodeMessage } from './protobuf.ts';
import type {
  ReceivedAttributes,
  ReceivedBatch,
  ReceivedLog,
  ReceivedScope,
  ReceivedSpan,
  Signal,
} from './received.ts';
import {
  DecodeError,
  type Fields,
  has,
  readAnyValue,
  readAttributes,
  readEnum,
  readFields,
  readId,
  readInt32,
  readList,
  readRequiredId,
  readString,
  readTime,
  readUint32,
} from './values.ts';

/** What one scope of one resource sent. */
interface ScopeContent {
  resource: ReceivedAttributes;
  scope: ReceivedScope;
  items: Fields[];
}

function* readScopes(request: Fields, resources: string, scopes: string, items: string): Generator<ScopeContent> {
  for (const resourceItem of readList(request, resources)) {
    const resource = readAttributes(readFields(resourceItem, 'resource'), 'attributes');
    for (const scopeItem of readList(resourceItem, scopes)) {
      const fields = readFields(scopeItem, 'scope');
      const scope: ReceivedScope = { name: readString(fields, 'name'), version: readString(fields, 'version') };
      const attributes = readAttributes(fields, 'attributes');
      if (Object.keys(attributes).length > 0) scope.attributes = attributes;
      const schemaUrl = readString(scopeItem, 'schemaUrl');
      if (schemaUrl !== '') scope.schemaUrl = schemaUrl;
      yield { resource, scope, items: readList(scopeItem, items) };
    }
  }
}

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'] as const;

function readSpan(span: Fields, resource: ReceivedAttributes, scope: ReceivedScope): ReceivedSpan {
  const status = readFields(span, 'status');
  const parentSpanId = readId(span, 'parentSpanId', 8);
  return {
    traceId: readRequiredId(span, 'traceId', 16),
    spanId: readRequiredId(span, 'spanId', 8),
    ...(parentSpanId && { parentSpanId }),
    traceState: readString(span, 'traceState'),
    flags: readUint32(span, 'flags'),
    name: readString(span, 'name'),
    kind: readEnum(span, 'kind', SPAN_KINDS, 'SPAN_KIND_'),
    startTimeUnixNano: readTime(span, 'startTimeUnixNano'),
    endTimeUnixNano: readTime(span, 'endTimeUnixNano'),
    attributes: readAttributes(span, 'attributes'),
    droppedAttributesCount: readUint32(span, 'droppedAttributesCount'),
    events: readList(span, 'events').map((event) => ({
      name: readString(event, 'name'),
      timeUnixNano: readTime(event, 'timeUnixNano'),
      attributes: readAttributes(event, 'attributes'),
      droppedAttributesCount: readUint32(event, 'droppedAttributesCount'),
    })),
    droppedEventsCount: readUint32(span, 'droppedEventsCount'),
    links: readList(span, 'links').map((link) => ({
      // A link may point at nothing: the specification lets a link with an invalid context carry attributes.
      traceId: readId(link, 'traceId', 16) ?? '',
      spanId: readId(link, 'spanId', 8) ?? '',
      traceState: readString(link, 'traceState'),
      flags: readUint32(link, 'flags'),
      attributes: readAttributes(link, 'attributes'),
      droppedAttributesCount: readUint32(link, 'droppedAttributesCount'),
    })),
    droppedLinksCount: readUint32(span, 'droppedLinksCount'),
    status: { code: readEnum(status, 'code', STATUS_CODES, 'STATUS_CODE_'), message: readString(status, 'message') },
    resource,
    scope,
  };
}

function readLog(log: Fields, resource: ReceivedAttributes, scope: ReceivedScope): ReceivedLog {
  const traceId = readId(log, 'traceId', 16);
  const spanId = readId(log, 'spanId', 8);
  return {
    timeUnixNano: readTime(log, 'timeUnixNano'),
    observedTimeUnixNano: readTime(log, 'observedTimeUnixNano'),
    severityNumber: readInt32(log, 'severityNumber'),
    severityText: readString(log, 'severityText'),
    body: has(log, 'body') ? readAnyValue(readFields(log, 'body')) : undefined,
    eventName: readString(log, 'eventName'),
    attributes: readAttributes(log, 'attributes'),
    droppedAttributesCount: readUint32(log, 'droppedAttributesCount'),
    ...(traceId && { traceId }),
    ...(spanId && { spanId }),
    flags: readUint32(log, 'flags'),
    resource,
    scope,
  };
}

const REQUESTS: Record<Signal, string> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

function readBatch(signal: Signal, request: Fields): ReceivedBatch {
  switch (signal) {
    case 'traces': {
      const spans: ReceivedSpan[] = [];
      for (const { resource, scope, items } of readScopes(request, 'resourceSpans', 'scopeSpans', 'spans')) {
        for (const item of items) spans.push(readSpan(item, resource, scope));
      }
      return { signal, spans };
    }
    case 'logs': {
      const logs: ReceivedLog[] = [];
      for (const { resource, scope, items } of readScopes(request, 'resourceLogs', 'scopeLogs', 'logRecords')) {
        for (const item of items) logs.push(readLog(item, resource, scope));
      }
      return { signal, logs };
    }
    case 'metrics': {
      const scopes = readScopes(request, 'resourceMetrics', 'scopeMetrics', 'metrics');
      return { signal, metrics: [...scopes].flatMap((content) => readMetrics(content)) };
    }
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

/** Integers that a number cannot hold stay exact, though OTLP senders should have sent them as strings. */
const keepLargeIntegers: Reviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context?.source && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;

function parseJson(body: Uint8Array): Fields {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  // A reviver makes parsing several times slower, so only a body that may need it gets it.
  const parsed: unknown = /[:,[]\s*-?\d{16}/.test(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new DecodeError('got a body that is no JSON object');
  }
  return parsed as Fields;
}

/**
 * Decodes the body of an OTLP export request, already decompressed.
 * Both encodings give the same model: ids in hex, times in nanoseconds as `bigint`, enums by name.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 * @throws DecodeError with one line that says what is wrong with the bytes.
 */
export function decodeRequest(
  signal: Signal,
  contentType: 'application/x-protobuf' | 'application/json',
  body: Uint8Array,
): ReceivedBatch {
  const name = REQUESTS[signal];
  try {
    return readBatch(signal, contentType === 'application/json' ? parseJson(body) : decodeMessage(name, body));
  } catch (error) {
    const encoding = contentType === 'application/json' ? 'JSON' : 'protobuf';
    const reason = error instanceof Error ? error.message : String(error);
    throw new DecodeError(`not an ${name} in ${encoding}: ${reason}`, { cause: error });
  }
}
