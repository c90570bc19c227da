import packageJson from '../package.json' with { type: 'json' };
import { type CommandTable, runCommand } from './commands.ts';

const table: CommandTable = {
  name: 'spanwise',
  usage: '[options] [-- command…]',
  commands: {
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
  },
  options: {
    version: {
      short: 'v',
      help: 'Print the version',
      run: () => void process.stdout.write(`${packageJson.version}\n`),
    },
  },
  exit: '; run and dev end as the program they run',
};

/**
 * The `spanwise` command. Sets the exit code of this process, or ends it by the signal that ended the program it ran.
 *
 * @param args the words after `spanwise`
 */
export function main(args: string[]): Promise<void> {
  return runCommand(table, args);
}
