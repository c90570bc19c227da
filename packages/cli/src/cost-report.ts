import { createReport, type Dimension, dimensions, formatNanos, type Report } from '@spanwise/cost';
import { entriesOf, percent, readRows, table } from './cost-ledgers.ts';
import { didYouMean, helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  by: {
    type: 'string',
    value: 'NAMES',
    help: ['What to divide by, with commas between; default tenant,category:', dimensions.join(', ')],
  },
  json: { type: 'boolean', help: ['As JSON'] },
  help: helpOption,
};

const usage = 'spanwise cost report costs.jsonl';

const reportHelp = `Usage: spanwise cost report [options] FILE…

What was spent, the most expensive first. The rows sum to the total; what nobody is charged for is a row of its own.
Amounts are list-price estimates: spanwise cost reconcile holds them against a bill.

Options:
${optionLines(options)}

Examples:
  ${usage}
  spanwise cost report --by sku,meter costs.jsonl

Exit code: 0, or 1 when a line of a file cannot be read.
`;

/** `spanwise cost report` */
export function report(args: string[]): void {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(reportHelp);
    return;
  }
  const by = dimensionsOf(values.by as string | undefined);
  const made = createReport(entriesOf(readRows(rest, usage)), by);
  process.stdout.write(`${values.json ? reportJson(made, by) : reportText(made, by)}\n`);
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
  const line = (values: readonly string[], nanos: bigint, count: number): string[] => [
    ...values,
    `$${formatNanos(nanos)}`,
    percent(nanos, total),
    String(count),
    count === 0 ? '-' : `$${formatNanos(nanos / BigInt(count))}`,
  ];
  const lines = [
    [...by, 'cost', 'share', 'calls', 'a call'],
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
