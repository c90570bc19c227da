import packageJson from '../package.json' with { type: 'json' };
import { StartError } from './child.ts';
import { say } from './output.ts';
import { didYouMean, UsageError } from './usage.ts';

interface Command {
  help: string;
  load: () => Promise<(args: string[]) => Promise<void>>;
}

// Loaded when called for: `run` should cost no more than it must.
const COMMANDS: Record<string, Command> = {
  run: {
    help: 'Run a program under the preload: it sends traces, metrics and logs over OTLP',
    load: async () => (await import('./run.ts')).run,
  },
  dev: {
    help: 'Run a program and watch its traces here in the terminal',
    load: async () => (await import('./dev.ts')).dev,
  },
  sampling: {
    help: 'Try sampling rules on recorded traces',
    load: async () => (await import('./sampling.ts')).sampling,
  },
  cost: {
    help: 'Report what services spent, compare runs, export rows in the columns of FOCUS',
    load: async () => (await import('./cost.ts')).cost,
  },
  collector: {
    help: 'Configure, check and start an OpenTelemetry Collector',
    load: async () => (await import('./collector.ts')).collector,
  },
};

const help = `Usage: spanwise <command> [options] [-- command…]

Commands:
${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${name.padEnd(11)}${command.help}`)
  .join('\n')}

Options:
  -h, --help     Print this help, or a command's after its name
  -v, --version  Print the version

Exit code: 0 fine, 1 found a problem, 2 wrong usage; run and dev end as the program they run.
`;

function commandOf(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command;
  const what = name.startsWith('-') ? 'option' : 'command';
  const candidates = what === 'option' ? ['--help', '--version'] : Object.keys(COMMANDS);
  throw new UsageError(`no such ${what}: ${name}${didYouMean(name, candidates)}`);
}

/**
 * The `spanwise` command. Sets the exit code of this process, or ends it by the signal that ended the program it ran.
 *
 * @param args the words after `spanwise`
 */
export async function main(args: string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help);
    // Without a command there was nothing to do, and a script should notice.
    if (name === undefined) process.exitCode = 2;
    return;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${packageJson.version}\n`);
    return;
  }
  try {
    const command = await commandOf(name).load();
    await command(rest);
  } catch (error) {
    const known = Object.hasOwn(COMMANDS, name) ? ` ${name}` : '';
    const { message } = error as Error;
    if (error instanceof UsageError) {
      say(`spanwise${known}: ${message} (see: spanwise${known} --help)`);
      process.exitCode = 2;
    } else {
      say(`spanwise${known}: ${message}`);
      process.exitCode = error instanceof StartError ? error.exitCode : 1;
    }
  }
}
