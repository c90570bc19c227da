import { traceExtent } from './extent.ts';
import { serviceName } from './format-log.ts';
import type { ReceivedAttributes, ReceivedLog, ReceivedSpan } from './received.ts';
import type { AssembledTrace } from './trace-assembler.ts';

/** What JSON has no form for: 64-bit integers and numbers that are none become strings, bytes base64. */
function toJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

/** Numbers resources, equal ones alike: each request brings its own copy of its resource. */
function createResourceIndex(): { resources: ReceivedAttributes[]; indexOf(resource: ReceivedAttributes): number } {
  const resources: ReceivedAttributes[] = [];
  const byText = new Map<string, number>();
  const byIdentity = new Map<ReceivedAttributes, number>();
  return {
    resources,
    indexOf(resource) {
      let index = byIdentity.get(resource);
      if (index !== undefined) return index;
      const text = JSON.stringify(resource, toJson);
      index = byText.get(text) ?? resources.push(resource) - 1;
      byText.set(text, index);
      byIdentity.set(resource, index);
      return index;
    },
  };
}

/**
 * A trace as one line of JSON:
 * `{ type: 'trace', traceId, addition, startTimeUnixNano, endTimeUnixNano, services, resources, spans, logs }`.
 * Spans and logs have the fields of `ReceivedSpan` and `ReceivedLog`, except that `resource` is an index into
 * `resources`, and `service` is the resource's `service.name`. Times are strings of nanoseconds.
 */
export function traceToJson(trace: AssembledTrace): string {
  const { traceId, addition, spans, logs } = trace;
  const { resources, indexOf } = createResourceIndex();
  const toFields = <T extends ReceivedSpan | ReceivedLog>({ resource, ...fields }: T): object => ({
    service: serviceName(resource),
    ...fields,
    resource: indexOf(resource),
  });
  const { start, end } = traceExtent(trace);
  const line = {
    type: 'trace',
    traceId,
    addition,
    startTimeUnixNano: start,
    endTimeUnixNano: end,
    services: [...new Set(spans.map((span) => serviceName(span.resource)))],
    resources,
    spans: spans.map(toFields),
    logs: logs.map(toFields),
  };
  return JSON.stringify(line, toJson);
}

/** A log record of no trace as one line of JSON: `{ type: 'log', service, … }` with the fields of `ReceivedLog`. */
export function logToJson(log: ReceivedLog): string {
  return JSON.stringify({ type: 'log', service: serviceName(log.resource), ...log }, toJson);
}
