import { type Replayed, type Rule, ratioOf, replay, type Threshold, thresholdOf } from '@spanwise/sampling';
import { readRecording } from './recorded-spans.ts';
import { rulesOf, rulesOptions } from './sampling-rules.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = { ...rulesOptions, help: helpOption };

export const explainHelp: string = `Usage: spanwise sampling explain [options] <recording> [trace id]

Shows for each part of a recorded trace which rule decides about it, and what the rules before it asked for. The first
digits of a trace id are enough; it can be left out when the recording has one trace. Recordings are those of
spanwise sampling try; limits are counted over all of it.

Options:
${optionLines(options)}

Example:
  spanwise sampling explain --rules sampling.yaml traces.jsonl 4bf92f35

Exit code: 0 shown, 1 the rules are wrong or there is no such trace, 2 wrong usage.
`;

/** `spanwise sampling explain`: why a trace is kept or dropped. */
export async function explain(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(explainHelp);
    return;
  }
  const [file, id = '', ...more] = rest;
  if (file === undefined || more.length > 0) {
    throw new UsageError(
      'expected a recording and a trace id: spanwise sampling explain --rules FILE traces.jsonl 4bf92f35',
    );
  }
  const rules = rulesOf(values);
  if (rules === undefined) return;
  const replayed = replay(rules, readRecording(file));
  const wanted = replayed.filter(({ root }) => root.traceId.startsWith(id.toLowerCase()));
  const ids = new Set(wanted.map(({ root }) => root.traceId));
  if (ids.size === 0) throw new Error(`${file}: there is no trace ${id} in it`);
  if (ids.size > 1) {
    throw new UsageError(
      `${file}: has ${ids.size} traces${id === '' ? '' : ` that begin with ${id}`}, expected the id of one`,
    );
  }
  process.stdout.write(`trace ${[...ids][0]}\n${wanted.map((part) => format(part, rules)).join('')}`);
}

function format(
  { root, spans, isError, durationMillis, randomness, verdict, trail }: Replayed,
  rules: readonly Rule[],
): string {
  const what = `${spans.length} ${spans.length === 1 ? 'span' : 'spans'}, ${Number(durationMillis.toFixed(1))} ms, ${isError ? 'with an error' : 'without error'}`;
  const width = Math.max(...trail.map(({ rule }) => rule.length), 7);
  const lines = trail.map(({ rule, conditions }) => {
    const missing = conditions.filter(([, isMet]) => !isMet).map(([condition]) => condition);
    const outcome =
      missing.length > 0 ? `no: ${missing.join(', ')}` : conditions.length === 0 ? 'takes every trace' : 'matches';
    return `  ${rule.padEnd(width)}  ${outcome}\n`;
  });
  const action = rules.find(({ name }) => name === verdict.rule)?.action ?? { ratio: 1 };
  return `
${root.name} of ${root.service || 'an unnamed service'}: ${what}
${lines.join('')}  ${verdict.isKept ? 'kept' : 'dropped'} by ${verdict.rule}: ${why(action, verdict.isKept, randomness, verdict.threshold)}
`;
}

function why(action: Rule['action'], isKept: boolean, randomness: string, threshold: Threshold | undefined): string {
  if (action === 'drop') return 'it drops all';
  if (action === 'keep') return 'it keeps all, whatever the caller decided';
  const count = threshold === undefined ? '' : `; it stands for ${Number((1 / ratioOf(threshold)).toPrecision(3))}`;
  if ('limit' in action) return `its limit ${isKept ? 'lets it pass' : 'was reached'}${count}`;
  const from = thresholdOf(action.ratio);
  return from === undefined
    ? 'a ratio of 0 keeps none'
    : `a ratio of ${action.ratio} keeps randomness from ${from} on, and this is ${randomness}${count}`;
}
