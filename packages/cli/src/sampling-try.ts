import { type Replayed, replay } from '@spanwise/sampling';
import { readRecording } from './recorded-spans.ts';
import { rulesOf, rulesOptions } from './sampling-rules.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  ...rulesOptions,
  slow: {
    type: 'string',
    value: 'MS',
    help: ['From which duration on a trace counts as slow in the summary;', 'default 1000'],
  },
  json: { type: 'boolean', help: ['Print JSON'] },
  help: helpOption,
};

export const tryHelp: string = `Usage: spanwise sampling try [options] <recording>

Shows what rules would keep and drop of recorded traces, by rule. Nothing is sent. A recording is a file of OTLP, as
JSON (also as the collector's file exporter writes it) or protobuf, or of what spanwise dev --json prints; it should
have all traces in it.

Options:
${optionLines(options)}

Example:
  spanwise sampling try --rules sampling.yaml traces.jsonl

Exit code: 0 shown, 1 the rules are wrong, 2 wrong usage.
`;

interface Sum {
  traces: number;
  keptTraces: number;
  spans: number;
  keptSpans: number;
  bytes: number;
  keptBytes: number;
}

/** `spanwise sampling try`: a dry run. */
export async function tryRules(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(tryHelp);
    return;
  }
  const slowMillis = Number(values.slow ?? 1000);
  if (!(slowMillis >= 0)) throw new UsageError(`--slow: got ${values.slow}, expected milliseconds such as 1000`);
  if (rest.length !== 1)
    throw new UsageError('expected one recording: spanwise sampling try --rules FILE traces.jsonl');
  const rules = rulesOf(values);
  if (rules === undefined) return;
  const replayed = replay(rules, readRecording(rest[0]!));
  const names = [...rules.map(({ name }) => name), 'no rule'];
  const report = reportOf(replayed, names, slowMillis);
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report));
}

interface Report {
  rules: ({ rule: string } & Sum)[];
  total: Sum;
  errors: { traces: number; kept: number };
  slow: { traces: number; kept: number };
  minutes: number;
}

function reportOf(replayed: readonly Replayed[], names: readonly string[], slowMillis: number): Report {
  const byRule = new Map(names.map((name) => [name, sumOf([])]));
  for (const name of names) byRule.set(name, sumOf(replayed.filter(({ verdict }) => verdict.rule === name)));
  const share = (some: readonly Replayed[]): { traces: number; kept: number } => ({
    traces: some.length,
    kept: some.filter(({ verdict }) => verdict.isKept).length,
  });
  const starts = replayed.map(({ root }) => root.startMillis);
  const ends = replayed.map(({ root }) => root.endMillis);
  const extent = ends.reduce((a, b) => Math.max(a, b)) - starts.reduce((a, b) => Math.min(a, b));
  return {
    rules: [...byRule].filter(([, sum]) => sum.traces > 0).map(([rule, sum]) => ({ rule, ...sum })),
    total: sumOf(replayed),
    errors: share(replayed.filter(({ isError }) => isError)),
    slow: share(replayed.filter(({ durationMillis }) => durationMillis >= slowMillis)),
    minutes: extent / 60_000,
  };
}

function sumOf(replayed: readonly Replayed[]): Sum {
  const sum: Sum = { traces: 0, keptTraces: 0, spans: 0, keptSpans: 0, bytes: 0, keptBytes: 0 };
  for (const { spans, verdict } of replayed) {
    const bytes = spans.reduce((total, span) => total + span.bytes, 0);
    sum.traces++;
    sum.spans += spans.length;
    sum.bytes += bytes;
    if (!verdict.isKept) continue;
    sum.keptTraces++;
    sum.keptSpans += spans.length;
    sum.keptBytes += bytes;
  }
  return sum;
}

function formatReport({ rules, total, errors, slow, minutes }: Report): string {
  const rows = [
    ['rule', 'traces', 'kept', 'dropped', 'spans', 'kept', 'bytes', 'kept'],
    ...rules.map(({ rule, ...sum }) => row(rule, sum)),
    row('all', total),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const rate =
    minutes > 0 ? `, ${count(total.keptSpans / minutes)} of ${count(total.spans / minutes)} spans a minute` : '';
  return `${lines.join('\n')}

Volume: ${percent(total.keptBytes, total.bytes)} of the bytes, ${percent(total.keptSpans, total.spans)} of the spans${rate}
Errors: ${errors.kept} of ${errors.traces} traces kept
Slow:   ${slow.kept} of ${slow.traces} traces kept
`;
}

function row(rule: string, sum: Sum): string[] {
  const { traces, keptTraces, spans, keptSpans, bytes, keptBytes } = sum;
  return [rule, ...[traces, keptTraces, traces - keptTraces, spans, keptSpans, bytes, keptBytes].map(count)];
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(1))} %`;
}
