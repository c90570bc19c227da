import { didYouMean, UsageError } from './usage.ts';

interface Subcommand {
  help: string;
  load: () => Promise<(args: string[]) => Promise<void>>;
}

const SUBCOMMANDS: Record<string, Subcommand> = {
  try: {
    help: 'Show what rules would keep and drop of recorded traces',
    load: async () => (await import('./sampling-try.ts')).tryRules,
  },
  explain: {
    help: 'Show which rule decides about a recorded trace, and why',
    load: async () => (await import('./sampling-explain.ts')).explain,
  },
};

const help = `Usage: spanwise sampling <try|explain> [options] <recording>

Commands:
${Object.entries(SUBCOMMANDS)
  .map(([name, subcommand]) => `  ${name.padEnd(9)}${subcommand.help}`)
  .join('\n')}

Options:
  -h, --help  Print this help, or a command's after its name
`;

/** `spanwise sampling`: hands on to its commands. */
export async function sampling(args: string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(help);
    if (name === undefined) process.exitCode = 2;
    return;
  }
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) {
    throw new UsageError(`no such command: ${name}${didYouMean(name, Object.keys(SUBCOMMANDS))}`);
  }
  const command = await subcommand.load();
  await command(rest);
}
