import { type ParseArgsConfig, parseArgs } from 'node:util';
import { suggest } from '@spanwise/settings';

/** The command line is wrong: one line that says what and how to write it. Ends the command with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** An option of a command, as data: `--help` and the parser are made from it. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  /** What stands for the value in `--help`. */
  value?: string;
  /** What it does, for `--help`: one line, two at most. */
  help: string[];
}

export type Options = Record<string, Option>;
export type Values = Record<string, string | boolean | undefined>;

/** The meant one, as the end of an error message. */
export function didYouMean(text: string, candidates: Iterable<string>, prefix = ''): string {
  const meant = suggest(text, candidates);
  return meant === undefined ? '' : `; did you mean ${prefix}${meant}?`;
}

/**
 * Takes a command line apart: options of the command, then the program to start. The program begins after `--`, or at
 * the first word that is no option, so that the program's own options are left to it.
 *
 * @throws UsageError for an option that does not exist, lacks its value or has one too many.
 */
export function parseOptions(args: string[], options: Options): { values: Values; rest: string[] } {
  const config: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  );
  const { tokens } = parseArgs({ args, options: config, strict: false, allowPositionals: true, tokens: true });
  const values: Values = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') return { values, rest: args.slice(token.index + 1) };
    if (token.kind === 'positional') return { values, rest: args.slice(token.index) };
    const option = options[token.name];
    if (option === undefined) {
      const names = Object.keys(options).map((name) => `--${name}`);
      throw new UsageError(`no such option: ${token.rawName}${didYouMean(token.rawName, names)}`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new UsageError(`--${token.name} takes no value, got ${JSON.stringify(token.value)}`);
    }
    // `--port --json` reads as a port named `--json`: a value is missing rather than that odd.
    if (option.type === 'string' && (!token.value || (!token.inlineValue && token.value.startsWith('-')))) {
      throw new UsageError(`--${token.name} needs a value: --${token.name} ${option.value}`);
    }
    values[token.name] = token.value ?? true;
  }
  return { values, rest: [] };
}

/** The options as the lines of `--help`. */
export function optionLines(options: Options): string {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => {
    const left = `  ${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return { left, help };
  });
  const column = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows.map(({ left, help }) => left.padEnd(column) + help.join(`\n${' '.repeat(column)}`)).join('\n');
}

export const helpOption: Option = { type: 'boolean', short: 'h', help: ['Print this help'] };
