import protobuf from 'protobufjs';

type Field = { type: string; id: number; rule?: 'repeated' };

/** `name: 'type id'`, a star after the type for repeated fields. */
function message(fields: Record<string, string>, oneof?: string[]): protobuf.IType {
  const parsed: Record<string, Field> = {};
  for (const [name, text] of Object.entries(fields)) {
    const [type = '', id] = text.split(' ');
    const repeated = type.endsWith('*');
    parsed[name] = {
      type: repeated ? type.slice(0, -1) : type,
      id: Number(id),
      ...(repeated ? { rule: 'repeated' } : {}),
    };
  }
  return { fields: parsed, ...(oneof ? { oneofs: { value: { oneof } } } : {}) };
}

// opentelemetry-proto 1.x: collector/trace/v1, trace/v1, resource/v1 and common/v1 in one namespace.
const root = protobuf.Root.fromJSON({
  nested: {
    ExportTraceServiceRequest: message({ resourceSpans: 'ResourceSpans* 1' }),
    ResourceSpans: message({ resource: 'Resource 1', scopeSpans: 'ScopeSpans* 2', schemaUrl: 'string 3' }),
    ScopeSpans: message({ scope: 'InstrumentationScope 1', spans: 'Span* 2', schemaUrl: 'string 3' }),
    Resource: message({ attributes: 'KeyValue* 1', droppedAttributesCount: 'uint32 2' }),
    InstrumentationScope: message({
      name: 'string 1',
      version: 'string 2',
      attributes: 'KeyValue* 3',
      droppedAttributesCount: 'uint32 4',
    }),
    Span: message({
      traceId: 'bytes 1',
      spanId: 'bytes 2',
      traceState: 'string 3',
      parentSpanId: 'bytes 4',
      flags: 'fixed32 16',
      name: 'string 5',
      kind: 'int32 6',
      startTimeUnixNano: 'fixed64 7',
      endTimeUnixNano: 'fixed64 8',
      attributes: 'KeyValue* 9',
      droppedAttributesCount: 'uint32 10',
      events: 'Event* 11',
      droppedEventsCount: 'uint32 12',
      links: 'Link* 13',
      droppedLinksCount: 'uint32 14',
      status: 'Status 15',
    }),
    Event: message({
      timeUnixNano: 'fixed64 1',
      name: 'string 2',
      attributes: 'KeyValue* 3',
      droppedAttributesCount: 'uint32 4',
    }),
    Link: message({
      traceId: 'bytes 1',
      spanId: 'bytes 2',
      traceState: 'string 3',
      attributes: 'KeyValue* 4',
      droppedAttributesCount: 'uint32 5',
      flags: 'fixed32 6',
    }),
    Status: message({ message: 'string 2', code: 'int32 3' }),
    KeyValue: message({ key: 'string 1', value: 'AnyValue 2' }),
    ArrayValue: message({ values: 'AnyValue* 1' }),
    KeyValueList: message({ values: 'KeyValue* 1' }),
    AnyValue: message(
      {
        stringValue: 'string 1',
        boolValue: 'bool 2',
        intValue: 'int64 3',
        doubleValue: 'double 4',
        arrayValue: 'ArrayValue 5',
        kvlistValue: 'KeyValueList 6',
        bytesValue: 'bytes 7',
      },
      ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
    ),
  },
});
const request = root.lookupType('ExportTraceServiceRequest');

/** A decoded message: 64-bit numbers as decimal strings, bytes as hex, default values filled in. */
export type Decoded = Record<string, unknown>;

/** Decodes a request with protobufjs; what OTLP gives the same meaning comes out the same. */
export function decodeTraces(body: Uint8Array): { resourceSpans: Decoded[] } {
  const decoded = request.toObject(request.decode(body), {
    longs: String,
    defaults: true,
    arrays: true,
    bytes: Buffer,
    oneofs: false,
  });
  return plain(decoded) as { resourceSpans: Decoded[] };
}

/** The spans of a request, of all scopes in order. */
export function spansOf(decoded: { resourceSpans: Decoded[] }): Decoded[] {
  return decoded.resourceSpans.flatMap((resource) =>
    (resource.scopeSpans as { spans: Decoded[] }[]).flatMap((scope) => scope.spans),
  );
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  // A status of UNSET may be written or left out.
  if ('status' in copy) copy.status ??= { message: '', code: 0 };
  return copy;
}
