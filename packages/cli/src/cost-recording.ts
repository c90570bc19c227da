import { closeSync, openSync, readSync } from 'node:fs';
import { fraction, type ReportEntry, toNanos } from '@spanwise/cost';
import { readRecording } from './recorded-spans.ts';

const hourMillis = 3_600_000;

/**
 * What the spans of a recording say was spent, such as the output of `spanwise dev --json`. What was not sampled is not
 * in it.
 */
export function entriesOfRecording(path: string): ReportEntry[] {
  return readRecording(path).flatMap(({ attributes, endMillis }) => {
    const text = (name: string): string | undefined => {
      const value = attributes[name];
      return typeof value === 'string' ? value : undefined;
    };
    const status = text('cost.status') as ReportEntry['status'] | undefined;
    if (status === undefined) return [];
    const amount = attributes['cost.amount'];
    return {
      hour: Math.floor(endMillis / hourMillis) * hourMillis,
      owner: { tenant: text('tenant.id'), team: text('team.name'), costCenter: text('cost_center.id') },
      category: (text('cost.category') ?? 'other') as ReportEntry['category'],
      provider: text('gen_ai.provider.name') ?? text('server.address') ?? '',
      sku: text('cost.price.sku') ?? '',
      status,
      route: undefined,
      region: text('cloud.region'),
      resourceId: undefined,
      nanos: typeof amount === 'number' ? toNanos(fraction(amount)) : undefined,
      calls: 1,
      line: { meter: text('cost.unit') ?? '' },
    };
  });
}

/** Whether a file holds telemetry as JSON rather than rows of a ledger. What cannot be read is told by whoever reads it. */
export function isRecording(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(200);
    readSync(file, head);
    return /^\s*\{\s*"(type|resourceSpans)"/.test(head.toString('latin1'));
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
