import type { ReceivedBatch } from './received.ts';
import { count } from './units.ts';

/** What has arrived, in numbers. */
export interface Summary {
  traces: number;
  spans: number;
  logs: number;
  metricPoints: number;
  /** Spans with status ERROR. */
  errors: number;
}

export function addToSummary(summary: Summary, batch: ReceivedBatch): void {
  switch (batch.signal) {
    case 'traces':
      summary.spans += batch.spans.length;
      for (const span of batch.spans) if (span.status.code === 'ERROR') summary.errors++;
      break;
    case 'logs':
      summary.logs += batch.logs.length;
      break;
    case 'metrics':
      for (const metric of batch.metrics) summary.metricPoints += metric.points.length;
  }
}

export function summaryLine({ traces, spans, logs, metricPoints, errors }: Summary): string {
  return [
    count(traces, 'trace'),
    count(spans, 'span'),
    count(logs, 'log record'),
    count(metricPoints, 'metric point'),
    count(errors, 'error'),
  ].join(', ');
}
