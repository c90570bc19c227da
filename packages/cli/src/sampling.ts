import { type CommandTable, runCommand } from './commands.ts';

const table: CommandTable = {
  name: 'spanwise sampling',
  usage: '[options] <recording>',
  commands: {
    try: {
      help: 'Show what rules would keep and drop of recorded traces',
      load: async () => (await import('./sampling-try.ts')).tryRules,
    },
    explain: {
      help: 'Show which rule decides about a recorded trace, and why',
      load: async () => (await import('./sampling-explain.ts')).explain,
    },
  },
};

/** `spanwise sampling`: hands on to its commands. */
export function sampling(args: string[]): Promise<void> {
  return runCommand(table, args);
}
