import { median } from '../spread.ts';
import type { Stall, StallReport } from '../stall/run.ts';
import { machineText, table } from './table.ts';

export function stallSection(report: StallReport): string {
  const millis = (runs: readonly Stall[], read: (run: Stall) => number): string => median(runs.map(read)).toFixed(2);
  return `## How long the event loop stands still

A program that makes 5,000 spans a second at a constant pace, without telemetry and under each engine, ${machineText(report)}.
Milliseconds over ten seconds, medians of ${Math.max(...Object.values(report.results).map((runs) => runs.length))} runs.

${table(
  ['', 'longest call that makes a span', 'loop delay p50', 'p99', 'longest'],
  Object.entries(report.results).map(([side, runs]) => [
    side,
    millis(runs, ({ longestCallMillis }) => longestCallMillis),
    millis(runs, ({ loopDelayMillis }) => loopDelayMillis.p50),
    millis(runs, ({ loopDelayMillis }) => loopDelayMillis.p99),
    millis(runs, ({ loopDelayMillis }) => loopDelayMillis.max),
  ]),
)}

Run it with \`pnpm bench stall\`.
`;
}
