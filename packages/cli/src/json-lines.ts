import { traceExtent } from './extent.ts';
import { serviceName } from './format-log.ts';
import type { ReceivedLog, ReceivedSpan } from './received.ts';
import type { AssembledTrace } from './trace-assembler.ts';

/** What JSON has no form for: 64-bit integers and numbers that are none become strings, bytes base64. */
function toJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

function spanFields(span: ReceivedSpan, resources: Map<unknown, number>): object {
  const { resource, ...fields } = span;
  return { service: serviceName(resource), ...fields, resource: resources.get(resource) };
}

function logFields(log: ReceivedLog, resources: Map<unknown, number>): object {
  const { resource, ...fields } = log;
  return { service: serviceName(resource), ...fields, resource: resources.get(resource) };
}

/**
 * A trace as one line of JSON:
 * `{ type: 'trace', traceId, addition, startTimeUnixNano, endTimeUnixNano, services, resources, spans, logs }`.
 * Spans and logs have the fields of `ReceivedSpan` and `ReceivedLog`, except that `resource` is an index into
 * `resources`, and `service` is the resource's `service.name`. Times are strings of nanoseconds.
 */
export function traceToJson(trace: AssembledTrace): string {
  const { traceId, addition, spans, logs } = trace;
  const resources = new Map<unknown, number>();
  for (const { resource } of [...spans, ...logs]) if (!resources.has(resource)) resources.set(resource, resources.size);
  const { start, end } = traceExtent(trace);
  const line = {
    type: 'trace',
    traceId,
    addition,
    startTimeUnixNano: start,
    endTimeUnixNano: end,
    services: [...new Set(spans.map((span) => serviceName(span.resource)))],
    resources: [...resources.keys()],
    spans: spans.map((span) => spanFields(span, resources)),
    logs: logs.map((log) => logFields(log, resources)),
  };
  return JSON.stringify(line, toJson);
}

/** A log record of no trace as one line of JSON: `{ type: 'log', service, … }` with the fields of `ReceivedLog`. */
export function logToJson(log: ReceivedLog): string {
  return JSON.stringify({ type: 'log', service: serviceName(log.resource), ...log }, toJson);
}
