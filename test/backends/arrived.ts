import assert from 'node:assert/strict';
import type { Collector } from '../support/collector.ts';
import { eventually } from './eventually.ts';
import type { Load } from './load.ts';

/** What came of a load, by its own ids: how many of it, and how many a second time. */
export interface Arrived {
  distinct: number;
  duplicates: number;
}

/** Waits until everything that was acknowledged to a load is at the receiver, and counts what came twice. */
export async function arrived(
  acknowledged: Load['acknowledged'],
  receiver: Pick<Collector, 'spans' | 'logs' | 'metrics'>,
  service: string,
): Promise<Record<string, Arrived>> {
  await eventually(() => {
    for (const [signal, ids] of Object.entries(idsAt(receiver, service))) {
      const due = acknowledged[signal as keyof Load['acknowledged']];
      const missing = missingFrom(due, ids);
      assert.equal(missing.length, 0, `${missing.length} of ${due.size} ${signal} are missing`);
    }
  }, 60_000);
  return Object.fromEntries(
    Object.entries(idsAt(receiver, service)).map(([signal, ids]) => {
      const distinct = new Set(ids).size;
      return [signal, { distinct, duplicates: ids.length - distinct }];
    }),
  );
}

/** Those of `due` that are not among `ids`. */
export function missingFrom(due: Iterable<string>, ids: Iterable<string>): string[] {
  const there = new Set(ids);
  return [...due].filter((id) => !there.has(id));
}

/** One line of counts for the report of a test. */
export function describeArrived(counts: Record<string, Arrived>): string {
  return Object.entries(counts)
    .map(([signal, { distinct, duplicates }]) => `${distinct} ${signal}, 0 lost, ${duplicates} twice`)
    .join('; ');
}

function idsAt(
  receiver: Pick<Collector, 'spans' | 'logs' | 'metrics'>,
  service: string,
): Record<keyof Load['acknowledged'], string[]> {
  const mine = ({ resource }: { resource: Record<string, unknown> }) => resource['service.name'] === service;
  return {
    traces: receiver.spans.filter(mine).map((span) => span.spanId),
    logs: receiver.logs.filter(mine).map((log) => String(log.attributes['load.number'])),
    metrics: receiver.metrics
      .filter((metric) => mine(metric) && metric.name === 'load.batches')
      .flatMap((metric) => metric.points.map((point) => String(point.value))),
  };
}
