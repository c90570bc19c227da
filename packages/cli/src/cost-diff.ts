import { type DiffRow, diffEntries, formatNanos } from '@spanwise/cost';
import { entriesOf, readRows } from './cost-ledgers.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  limit: { type: 'string', value: 'PERCENT', help: ['How much more the head may cost; default 10'] },
  help: helpOption,
};

const usage = 'spanwise cost diff base.jsonl head.jsonl';

const diffHelp = `Usage: spanwise cost diff [options] BASE HEAD

Compares what two runs of the same work used, as Markdown for a pull request. Both are priced alike, so that only what
the program does differently counts.

Options:
${optionLines(options)}

Example:
  spanwise cost diff --limit 5 base.jsonl head.jsonl

Exit code: 1 when the head costs more than the limit allows.
`;

/** `spanwise cost diff` */
export function diff(args: string[]): void {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(diffHelp);
    return;
  }
  const limit = values.limit === undefined ? 10 : Number(values.limit);
  if (!(limit >= 0)) throw new UsageError(`--limit: got ${values.limit}, expected a percentage from 0`);
  const [base, head, ...others] = rest;
  if (base === undefined || head === undefined || others.length > 0) {
    throw new UsageError(`expected two files: ${usage}`);
  }
  const before = entriesOf(readRows([base], usage));
  const { rows, baseNanos, headNanos, growth } = diffEntries(before, entriesOf(readRows([head], usage)));
  const isOver = growth === undefined ? headNanos > 0n : growth * 100 > limit;
  const change = growth === undefined ? 'nothing before' : `${growth >= 0 ? '+' : ''}${(growth * 100).toFixed(2)} %`;
  const sums = `$${formatNanos(baseNanos)} → $${formatNanos(headNanos)} (${change})`;
  const changed = rows.filter((row) => row.base !== row.head).map(tableRow);
  const lines = [
    `**Cost: ${sums}**${isOver ? `, over the limit of ${limit} %` : ''}`,
    '',
    ...(changed.length === 0 ? ['No quantity differs.'] : ['| What | Base | Head | Cost |', '|---|--:|--:|--:|']),
    ...changed,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (isOver) process.exitCode = 1;
}

function tableRow({ what, unit, base, head, baseNanos, headNanos }: DiffRow): string {
  const isPriced = baseNanos !== undefined && headNanos !== undefined;
  const cost = isPriced ? `$${formatNanos(headNanos - baseNanos)}` : 'no price';
  return `| ${what.replaceAll('|', '\\|')} | ${formatNanos(base)} | ${formatNanos(head)} ${unit} | ${cost} |`;
}
