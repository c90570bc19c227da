import { formatNanos, reconcile } from '@spanwise/cost';
import { readRows, table } from './cost-ledgers.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  bill: {
    type: 'string',
    value: 'FILE',
    help: ["The provider's bill in the columns of FOCUS, as CSV or lines of JSON"],
  },
  json: { type: 'boolean', help: ['As JSON'] },
  help: helpOption,
};

const usage = 'spanwise cost reconcile --bill bill.csv costs.jsonl';

const reconcileHelp = `Usage: spanwise cost reconcile --bill FILE [options] FILE…

Estimates against a bill, by day and SKU: the factor is what was billed, of what was estimated. Nothing is changed.

Options:
${optionLines(options)}

Example:
  ${usage}

Exit code: 0, or 1 when a line of a file cannot be read.
`;

/** `spanwise cost reconcile` */
export function reconcileBill(args: string[]): void {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(reconcileHelp);
    return;
  }
  if (values.bill === undefined) throw new UsageError(`no bill: ${usage}`);
  const rows = reconcile(readRows(rest, usage), readRows([String(values.bill)], usage));
  if (values.json) {
    const json = rows.map(({ estimated, billed, ...row }) => ({
      ...row,
      estimatedUsd: formatNanos(estimated),
      billedUsd: formatNanos(billed),
    }));
    process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
    return;
  }
  const lines = rows.map(({ day, sku, estimated, billed, factor }) => [
    day,
    sku,
    `$${formatNanos(estimated)}`,
    `$${formatNanos(billed)}`,
    factor === undefined ? 'not estimated' : factor.toFixed(3),
  ]);
  process.stdout.write(`${table([['day', 'sku', 'estimated', 'billed', 'factor'], ...lines], 2)}\n`);
}
