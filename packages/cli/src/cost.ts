import { type CommandTable, runCommand } from './commands.ts';

const table: CommandTable = {
  name: 'spanwise cost',
  usage: '[options] <file>…',
  about: 'Reads what services wrote to SPANWISE_COST_LEDGER; report also asks Prometheus.',
  commands: {
    report: {
      help: 'What was spent, by owner, model, route, hour and more',
      load: async () => (await import('./cost-report.ts')).report,
    },
    export: {
      help: 'The rows of ledgers as one file in the columns of FOCUS',
      load: async () => (await import('./cost-export.ts')).exportRows,
    },
    diff: {
      help: 'What two runs of the same work used, for a pull request',
      load: async () => (await import('./cost-diff.ts')).diff,
    },
    prices: {
      help: 'What would be used for a model, and why',
      load: async () => (await import('./cost-prices.ts')).prices,
    },
    reconcile: {
      help: "Estimates against a provider's bill",
      load: async () => (await import('./cost-reconcile.ts')).reconcileBill,
    },
  },
};

/** `spanwise cost`: hands on to its commands. */
export function cost(args: string[]): Promise<void> {
  return runCommand(table, args);
}
