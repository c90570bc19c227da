import { createReport, type Dimension, dimensions, formatNanos, type Report, type ReportEntry } from '@spanwise/cost';
import { entriesOf, percent, readRows, table } from './cost-ledgers.ts';
import { entriesOfPrometheus, prometheusDimensions } from './cost-prometheus.ts';
import { entriesOfRecording, isRecording } from './cost-recording.ts';
import { didYouMean, helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  by: {
    type: 'string',
    value: 'NAMES',
    help: [
      'What to divide by, with commas between; default tenant,category:',
      `${dimensions.slice(0, 8).join(', ')},`,
      dimensions.slice(8).join(', '),
    ],
  },
  prometheus: {
    type: 'string',
    value: 'URL',
    help: ['Ask a Prometheus that gets the metrics of the services, instead of', 'reading files'],
  },
  since: {
    type: 'string',
    value: 'TIME',
    help: ['From when on Prometheus is asked: 30m, 24h, 7d or a day such as', '2026-11-01; default 24h'],
  },
  json: { type: 'boolean', help: ['As JSON'] },
  help: helpOption,
};

const usage = 'spanwise cost report costs.jsonl';

const reportHelp = `Usage: spanwise cost report [options] FILE…

What was spent, the most expensive first. The rows sum to the total; what nobody is charged for is a row of its own.
Amounts are list-price estimates: spanwise cost reconcile holds them against a bill. Files are ledgers, rows in the
columns of FOCUS, or recordings such as the output of spanwise dev --json, which know of sampled spans only. Prometheus
knows ${prometheusDimensions.join(', ')}.

Options:
${optionLines(options)}

Examples:
  ${usage}
  spanwise cost report --by sku,meter costs.jsonl
  spanwise cost report --prometheus http://localhost:9090 --since 7d --by team,day

Exit code: 0, or 1 when a line of a file cannot be read, or Prometheus not be asked.
`;

/** `spanwise cost report` */
export async function report(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(reportHelp);
    return;
  }
  const by = dimensionsOf(values.by as string | undefined);
  const { prometheus, since } = values as Record<string, string | undefined>;
  if (prometheus !== undefined && rest.length > 0)
    throw new UsageError(`--prometheus: no file with it, got ${rest[0]}`);
  if (prometheus === undefined && since !== undefined) throw new UsageError('--since: only with --prometheus');
  const entries = prometheus === undefined ? entriesOfFiles(rest) : await entriesOfServer(prometheus, since, by);
  const made = createReport(entries, by);
  process.stdout.write(`${values.json ? reportJson(made, by) : reportText(made, by)}\n`);
}

function entriesOfFiles(paths: readonly string[]): ReportEntry[] {
  const { recordings = [], ledgers = [] } = Object.groupBy(paths, (path) =>
    isRecording(path) ? 'recordings' : 'ledgers',
  );
  const recorded = recordings.flatMap(entriesOfRecording);
  return ledgers.length === 0 && recordings.length > 0
    ? recorded
    : [...entriesOf(readRows(ledgers, usage)), ...recorded];
}

function entriesOfServer(url: string, since = '24h', by: readonly Dimension[]): Promise<ReportEntry[]> {
  const unknown = by.find((dimension) => !prometheusDimensions.includes(dimension));
  if (unknown !== undefined) {
    throw new UsageError(
      `--by: got ${unknown}, but Prometheus knows ${prometheusDimensions.join(', ')}; ledgers know the rest`,
    );
  }
  const now = Date.now();
  return entriesOfPrometheus(url, startOf(since, now), now);
}

const unitMillis: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function startOf(since: string, now: number): number {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(since) ?? [];
  const time = count === undefined ? Date.parse(since) : now - Number(count) * unitMillis[unit!]!;
  if (time < now) return time;
  throw new UsageError(`--since: got ${since}, expected 30m, 24h, 7d or a day that has begun such as 2026-11-01`);
}

function dimensionsOf(text = 'tenant,category'): Dimension[] {
  return text.split(',').map((part) => {
    const name = part.trim().replace('-', '_') as Dimension;
    if (!dimensions.includes(name)) {
      throw new UsageError(
        `--by: got ${part}, expected some of ${dimensions.join(', ')}${didYouMean(part, dimensions)}`,
      );
    }
    return name;
  });
}

function reportText({ rows, total, calls, attributed, unpriced }: Report, by: readonly Dimension[]): string {
  // Prometheus does not know of calls.
  const perCall = (count: number, nanos: bigint): string[] =>
    calls === 0 ? [] : [String(count), count === 0 ? '-' : `$${formatNanos(nanos / BigInt(count))}`];
  const line = (values: readonly string[], nanos: bigint, count: number): string[] => [
    ...values,
    `$${formatNanos(nanos)}`,
    percent(nanos, total),
    ...perCall(count, nanos),
  ];
  const lines = [
    [...by, 'cost', 'share', ...(calls === 0 ? [] : ['calls', 'a call'])],
    ...rows.map((row) => line(row.values, row.nanos, row.calls)),
    line(['total', ...by.slice(1).map(() => '')], total, calls),
  ];
  return [
    table(lines, by.length),
    '',
    `${percent(attributed, total)} of it has an owner.`,
    ...[...unpriced].map(([what, count]) => `Not in it: ${count} calls of ${what}`),
  ].join('\n');
}

function reportJson({ rows, total, calls, attributed, unpriced }: Report, by: readonly Dimension[]): string {
  const json = {
    by,
    rows: rows.map((row) => ({ values: row.values, usd: formatNanos(row.nanos), calls: row.calls })),
    total: { usd: formatNanos(total), calls },
    attributedUsd: formatNanos(attributed),
    unpriced: Object.fromEntries(unpriced),
  };
  return JSON.stringify(json, undefined, 2);
}
