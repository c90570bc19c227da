import { type CommandTable, runCommand } from './commands.ts';

const table: CommandTable = {
  name: 'spanwise collector',
  usage: '[options]',
  about: 'The OpenTelemetry Collector with our configuration: agents beside programs, gateways before backends.',
  commands: {
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
    queue: {
      help: 'Set damaged files of queues on disk aside, before a start',
      load: async () => (await import('./collector-queue.ts')).queue,
    },
    sampling: {
      help: 'Write sampling rules as policies of tail sampling',
      load: async () => (await import('./collector-sampling.ts')).collectorSampling,
    },
    redaction: {
      help: 'Write redaction rules as settings of the redaction processor',
      load: async () => (await import('./collector-redaction.ts')).collectorRedaction,
    },
  },
};

/** `spanwise collector`: hands on to its commands. */
export function collector(args: string[]): Promise<void> {
  return runCommand(table, args);
}
