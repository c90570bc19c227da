import { checkFocusRows, type FocusVersion, focusRows, formatRows, tagsOf } from '@spanwise/cost';
import { entriesOf, readRows } from './cost-ledgers.ts';
import { say } from './output.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const versions = ['1.2', '1.3', '1.4'];
const formats = ['csv', 'jsonl'];

const options: Options = {
  'focus-version': { type: 'string', value: 'VERSION', help: [`${versions.join(', ')}; default 1.4`] },
  format: { type: 'string', value: 'NAME', help: [`${formats.join(', ')}; default csv`] },
  account: { type: 'string', value: 'ID', help: ['The BillingAccountId of the rows; default that of the first row'] },
  help: helpOption,
};

const usage = 'spanwise cost export costs.jsonl';

const exportHelp = `Usage: spanwise cost export [options] FILE…

The rows of ledgers on stdout, those of the same thing and hour as one, held against the rules of FOCUS.

Options:
${optionLines(options)}

Example:
  ${usage} > focus.csv

Exit code: 0, or 1 when a row breaks a rule or a line cannot be read.
`;

/** `spanwise cost export` */
export function exportRows(args: string[]): void {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(exportHelp);
    return;
  }
  const version = chosen('focus-version', values['focus-version'], versions, '1.4') as FocusVersion;
  const format = chosen('format', values.format, formats, 'csv');
  const read = readRows(rest, usage);
  const billingAccountId = (values.account as string | undefined) ?? read[0]?.BillingAccountId ?? 'unknown';
  // The names of services are in the tags of rows, and not in the entries.
  const services = Object.entries(Object.groupBy(read, ({ Tags }) => tagsOf(Tags)['service.name'] ?? ''));
  const rows = services.flatMap(([service, some = []]) =>
    focusRows(entriesOf(some), {
      billingAccountId,
      version,
      service: service || undefined,
      subAccountId: some[0]?.SubAccountId,
    }),
  );
  const problems = checkFocusRows(rows, version);
  for (const { row, column, problem } of problems.slice(0, 20)) say(`row ${row ?? '-'}: ${column} ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  const isCsv = format === 'csv';
  process.stdout.write(isCsv ? formatRows(rows, version) : rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function chosen(name: string, value: string | boolean | undefined, values: readonly string[], preset: string): string {
  if (value === undefined) return preset;
  if (values.includes(String(value))) return String(value);
  throw new UsageError(`--${name}: got ${value}, expected one of ${values.join(', ')}`);
}
