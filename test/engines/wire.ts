import { decodeMessage } from '../../packages/cli/src/protobuf.ts';

/** A message of OTLP as it came: protobuf or JSON, nothing merged, nothing defaulted. */
export type Fields = Record<string, unknown>;

/** A span, a log record or a metric, and what it came with. */
export interface WireItem {
  fields: Fields;
  scope: Fields;
  resource: Fields;
}

/** Everything that a program sent. */
export type Sent = Record<'spans' | 'logs' | 'metrics', WireItem[]>;

const signals = {
  traces: ['ExportTraceServiceRequest', 'resourceSpans', 'scopeSpans', 'spans'],
  logs: ['ExportLogsServiceRequest', 'resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['ExportMetricsServiceRequest', 'resourceMetrics', 'scopeMetrics', 'metrics'],
} as const;

/** The spans, log records or metrics of one request to `/v1/traces`, `/v1/logs` or `/v1/metrics`. */
export function readItems(signal: keyof typeof signals, contentType: string, body: Uint8Array): WireItem[] {
  const [message, resources, scopes, items] = signals[signal];
  const request: Fields =
    contentType === 'application/json' ? JSON.parse(Buffer.from(body).toString()) : decodeMessage(message, body);
  return list(request, resources).flatMap((resource) =>
    list(resource, scopes).flatMap((scope) => list(scope, items).map((fields) => ({ fields, scope, resource }))),
  );
}

export function list(from: Fields | undefined, field: string): Fields[] {
  return (from?.[field] ?? []) as Fields[];
}

export function text(from: Fields, field: string): string {
  return String(from[field] ?? '');
}

/** An id in hex, empty when it is absent. */
export function id(from: Fields, field: string): string {
  const value = from[field];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value ?? '');
}

export function integer(from: Fields, field: string): bigint {
  return BigInt(String(from[field] ?? 0));
}

/** A list of `KeyValue` as lines of key and typed value. A key that came twice shows twice. */
export function attributes(from: Fields | undefined): [key: string, value: string][] {
  const seen = new Map<string, number>();
  return list(from, 'attributes').map((pair) => {
    const key = text(pair, 'key');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return [count === 1 ? key : `${key} (${count})`, anyValue(pair.value as Fields | undefined)];
  });
}

/** An `AnyValue` with its type: `int 5` is not `double 5`, and an empty value is not an empty string. */
export function anyValue(any: Fields | undefined): string {
  for (const [type, content] of Object.entries(any ?? {})) {
    if (content === undefined || content === null) continue;
    switch (type) {
      case 'stringValue':
        return JSON.stringify(content);
      case 'intValue':
        return `int ${content}`;
      case 'doubleValue':
        return `double ${Object.is(content, -0) ? '-0' : content}`;
      case 'boolValue':
        return `bool ${content}`;
      case 'bytesValue':
        return `bytes ${Buffer.from(content as string, 'base64').toString('hex')}`;
      case 'arrayValue':
        return `[${list(content as Fields, 'values')
          .map(anyValue)
          .join(', ')}]`;
      case 'kvlistValue':
        return `{${list(content as Fields, 'values')
          .map((pair) => `${JSON.stringify(pair.key)}: ${anyValue(pair.value as Fields)}`)
          .join(', ')}}`;
    }
  }
  return 'empty';
}
