import { didYouMean, UsageError } from './usage.ts';

interface Subcommand {
  help: string;
  load: () => Promise<(args: string[]) => Promise<void>>;
}

const SUBCOMMANDS: Record<string, Subcommand> = {
  config: {
    help: 'Print the configuration of a gateway or an agent as one file',
    load: async () => (await import('./collector-config.ts')).config,
  },
  validate: {
    help: 'Check configuration files, with a collector or without',
    load: async () => (await import('./collector-validate.ts')).validate,
  },
  up: {
    help: 'Start a gateway or an agent with what is at hand',
    load: async () => (await import('./collector-up.ts')).up,
  },
  sampling: {
    help: 'Write sampling rules as policies of tail sampling',
    load: async () => (await import('./collector-sampling.ts')).collectorSampling,
  },
  redaction: {
    help: 'Write redaction rules as settings of the redaction processor',
    load: async () => (await import('./collector-redaction.ts')).collectorRedaction,
  },
};

const help = `Usage: spanwise collector <config|validate|up|sampling|redaction> [options]

The OpenTelemetry Collector with our configuration: agents beside programs, gateways before backends.

Commands:
${Object.entries(SUBCOMMANDS)
  .map(([name, subcommand]) => `  ${name.padEnd(10)}${subcommand.help}`)
  .join('\n')}

Options:
  -h, --help  Print this help, or a command's after its name
`;

/** `spanwise collector`: hands on to its commands. */
export async function collector(args: string[]): Promise<void> {
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
