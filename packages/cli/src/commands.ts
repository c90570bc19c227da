import { StartError } from './child.ts';
import { say } from './output.ts';
import { didYouMean, UsageError } from './usage.ts';

/** A command, as data. It is loaded when it is called for: `run` should cost no more than it must. */
interface Command {
  /** What it does, for `--help`: one line. */
  help: string;
  load: () => Promise<(args: string[]) => void | Promise<void>>;
}

/** Commands that share the words before them. */
export interface CommandTable {
  /** These words, such as `spanwise cost`. */
  name: string;
  /** What stands behind a command in the first line of `--help`. */
  usage: string;
  /** What they are for, when the name does not say it. */
  about?: string;
  commands: Record<string, Command>;
  /** Options that stand in the place of a command, and what they do. */
  options?: Record<string, { short: string; help: string; run: () => void }>;
  /** What else the exit code may be; it follows on `2 wrong usage`. */
  exit?: string;
}

/**
 * Runs the command that the first word names, or prints the help. Sets the exit code of this process: 1 with one line on
 * stderr when the command throws, 2 when what it was called with is wrong. Never rejects.
 */
export async function runCommand(table: CommandTable, args: string[]): Promise<void> {
  const [word, ...rest] = args;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    process.stdout.write(helpOf(table));
    // Without a command there was nothing to do, and a script should notice.
    if (word === undefined) process.exitCode = 2;
    return;
  }
  const { name, commands, options = {} } = table;
  const option = Object.entries(options).find(([long, { short }]) => word === `--${long}` || word === `-${short}`);
  if (option !== undefined) {
    option[1].run();
  } else if (Object.hasOwn(commands, word)) {
    await run(`${name} ${word}`, commands[word]!, rest);
  } else {
    const isOption = word.startsWith('-');
    const candidates = isOption ? ['help', ...Object.keys(options)].map((long) => `--${long}`) : Object.keys(commands);
    fail(name, new UsageError(`no such ${isOption ? 'option' : 'command'}: ${word}${didYouMean(word, candidates)}`));
  }
}

async function run(name: string, { load }: Command, args: string[]): Promise<void> {
  try {
    const command = await load();
    await command(args);
  } catch (error) {
    fail(name, error as Error);
  }
}

function fail(name: string, error: Error): void {
  const isUsage = error instanceof UsageError;
  say(`${name}: ${error.message}${isUsage ? ` (see: ${name} --help)` : ''}`);
  process.exitCode = isUsage ? 2 : error instanceof StartError ? error.exitCode : 1;
}

function helpOf({ name, usage, about, commands, options = {}, exit = '' }: CommandTable): string {
  const rows = (entries: [string, string][]): string => {
    const width = Math.max(...entries.map(([left]) => left.length)) + 2;
    return entries.map(([left, help]) => `  ${left.padEnd(width)}${help}`).join('\n');
  };
  const optionRows = Object.entries(options).map(([long, { short, help }]): [string, string] => [
    `-${short}, --${long}`,
    help,
  ]);
  return `Usage: ${name} <command> ${usage}
${about === undefined ? '' : `\n${about}\n`}
Commands:
${rows(Object.entries(commands).map(([command, { help }]) => [command, help]))}

Options:
${rows([['-h, --help', "Print this help, or a command's after its name"], ...optionRows])}

Exit code: 0 fine, 1 found a problem, 2 wrong usage${exit}.
`;
}
