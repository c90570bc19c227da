import type { AssembledTrace, ReceivedBatch, ReceivedSpan } from '@spanwise/cli';

export interface Counts {
  spans: number;
  logs: number;
  metricPoints: number;
  /** Spans whose status is ERROR. */
  errors: number;
}

/** Everything that arrived, counted. */
export interface Gathering {
  total: Counts & { traces: number };
  /** By `service.name`. */
  services: Record<string, Counts>;
  /** SERVER spans by `service.name`. */
  served: Record<string, number>;
  traceIds: Set<string>;
}

export function createGathering(): Gathering {
  const total = { traces: 0, spans: 0, logs: 0, metricPoints: 0, errors: 0 };
  return { total, services: {}, served: {}, traceIds: new Set() };
}

/** Counts a batch that the receiver took in. */
export function gather(gathering: Gathering, batch: ReceivedBatch): void {
  if (batch.signal === 'traces') {
    for (const span of batch.spans) gatherSpan(gathering, span);
  } else if (batch.signal === 'logs') {
    for (const log of batch.logs) count(gathering, serviceOf(log), 'logs', 1);
  } else {
    for (const metric of batch.metrics) count(gathering, serviceOf(metric), 'metricPoints', metric.points.length);
  }
}

function gatherSpan(gathering: Gathering, span: ReceivedSpan): void {
  const service = serviceOf(span);
  count(gathering, service, 'spans', 1);
  if (span.status.code === 'ERROR') count(gathering, service, 'errors', 1);
  if (span.kind === 'SERVER') gathering.served[service] = (gathering.served[service] ?? 0) + 1;
  gathering.traceIds.add(span.traceId);
  gathering.total.traces = gathering.traceIds.size;
}

function count(gathering: Gathering, service: string, what: keyof Counts, by: number): void {
  gathering.services[service] ??= { spans: 0, logs: 0, metricPoints: 0, errors: 0 };
  gathering.services[service][what] += by;
  gathering.total[what] += by;
}

function serviceOf({ resource }: Pick<ReceivedSpan, 'resource'>): string {
  return String(resource['service.name']);
}

/**
 * The trace to show: of those with spans of all the services the one with the most failed spans, since it has the most
 * to tell, and of equals the earliest. Undefined when no trace crosses them all.
 */
export function representative(
  traces: readonly AssembledTrace[],
  services: readonly string[],
): AssembledTrace | undefined {
  let best: { trace: AssembledTrace; errors: number } | undefined;
  for (const trace of traces) {
    const crossed = new Set(trace.spans.map(serviceOf));
    if (!services.every((service) => crossed.has(service))) continue;
    const errors = trace.spans.filter((span) => span.status.code === 'ERROR').length;
    if (!best || errors > best.errors || (errors === best.errors && isEarlier(trace, best.trace))) {
      best = { trace, errors };
    }
  }
  return best?.trace;
}

function isEarlier(one: AssembledTrace, other: AssembledTrace): boolean {
  return one.spans[0]!.startTimeUnixNano < other.spans[0]!.startTimeUnixNano;
}
