import type { CostReport } from '../cost/run.ts';
import type { LoadReport } from '../load/run.ts';
import { count, machineText, spreadText, table } from './table.ts';

/** @param load what a whole request takes, to compare with */
export function costSection(report: CostReport, load: LoadReport | undefined): string {
  const { cost } = report;
  const base = cost[0]!.nanos.median;
  const whole = load?.results.find(({ program, rig }) => program === 'fan-out.cjs' && rig === 'native');
  const micros = whole?.closed.cpuMicros.median;
  const share = (nanos: number): string =>
    micros === undefined ? '' : `${((nanos - base) / (micros * 10)).toFixed(1)} %`;
  return `## What keeping costs costs

Processor time of the native engine for a request with three calls, from its headers to the bytes of its four spans, each way in turn,
${machineText(report)}. Medians of ${report.rounds} rounds, quartiles in brackets.${micros === undefined ? '' : ' Shares are of what such a request takes in all, under load, see above.'}

${table(
  ['', 'ns a request', 'more than without', 'of the whole request'],
  cost.map(({ name, nanos }) => [name, spreadText(nanos), count(nanos.median - base), share(nanos.median)]),
)}

Run it with \`pnpm bench cost\`.
`;
}
