import type { KeeperReport } from '../keeper/run.ts';
import { count, machineText, spreadText, table } from './table.ts';

export function keeperSection(report: KeeperReport): string {
  const { cost, load } = report;
  const base = cost[0]!.nanos.median;
  const others = load.kept - load.keptErrors;
  return `## What sampling costs

Processor time of the native engine for a request of three spans that is fine and quick, each way of deciding in turn,
${machineText(report)}. Medians of ${report.rounds} rounds, quartiles in brackets.

${table(
  ['', 'ns a request', 'more than with nothing set'],
  cost.map(({ name, nanos }) => [name, spreadText(nanos), count(nanos.median - base)]),
)}

The keeper of \`SPANWISE_SAMPLING=production\` (without \`SPANWISE_KEEP_SLOW\`) at 5,000 traces a second, of which one in a hundred fails, for ${load.seconds} s:
${count(load.keptErrors)} of ${count(load.errors)} failed traces were kept, and ${count(others)} of ${count(load.traces - load.errors)} others, together standing for ${count(load.counted)} of ${count(load.traces)};
it held at most ${(load.mostBytesHeld / 2 ** 20).toFixed(1)} of its ${(load.maxBytes / 2 ** 20).toFixed(0)} MiB, and all of it took ${(100 * load.cpu).toFixed(0)} % of a core.

Run it with \`pnpm bench keeper\`.
`;
}
