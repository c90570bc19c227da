import { diff, diffHelp } from './cost-diff.ts';
import { exportHelp, exportRows } from './cost-export.ts';
import { prices, pricesHelp } from './cost-prices.ts';
import { reconcileBill, reconcileHelp } from './cost-reconcile.ts';
import { report, reportHelp } from './cost-report.ts';
import { didYouMean, UsageError } from './usage.ts';

const commands: Record<string, { about: string; help: string; run: (args: string[]) => void }> = {
  report: { about: 'What was spent, by owner, model, route, hour and more', help: reportHelp, run: report },
  export: { about: 'The rows of ledgers as one file in the columns of FOCUS', help: exportHelp, run: exportRows },
  diff: { about: 'What two runs of the same work used, for a pull request', help: diffHelp, run: diff },
  prices: { about: 'What would be used for a model, and why', help: pricesHelp, run: prices },
  reconcile: { about: "Estimates against a provider's bill", help: reconcileHelp, run: reconcileBill },
};

const help = `Usage: spanwise cost <command> [options] FILE…

Reads what services wrote to SPANWISE_COST_LEDGER.

Commands:
${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(11)}${about}`)
  .join('\n')}

Exit code: 0 fine, 1 found a problem, 2 wrong usage.
`;

/**
 * `spanwise cost`: reports on costs.
 *
 * @throws UsageError
 */
export async function cost(args: string[]): Promise<void> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(help);
    if (args.length === 0) process.exitCode = 2;
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`no such command: cost ${name}${didYouMean(name, Object.keys(commands))}`);
  }
  if (rest.includes('--help') || rest.includes('-h')) process.stdout.write(command.help);
  else command.run(rest);
}
