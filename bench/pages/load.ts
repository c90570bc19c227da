import type { LoadReport, LoadResult, PhaseResult } from '../load/run.ts';
import { loadCases } from '../programs.ts';
import { count, machineText, ratio, spreadText, table } from './table.ts';

export function loadSection(report: LoadReport): string {
  const { rounds, seconds, rigs, results } = report;
  const cases = loadCases.filter(({ file }) => results.some(({ program }) => program === file));
  const across = (cell: (result: LoadResult) => string): string =>
    table(
      ['', ...cases.map(({ title }) => title)],
      rigs.slice(1).map(({ name, title }) => [
        title,
        ...cases.map(({ file }) => {
          const result = results.find(({ rig, program }) => rig === name && program === file);
          return result === undefined ? '' : cell(result);
        }),
      ]),
    );

  return `## Under load

What a program carries, how fast it answers and what processor time a request takes, ${machineText(report)}.

The program has one core to itself; what makes the load and receives the telemetry is one process on the other, which it
shares with the service that the last program asks. Everything is sampled, and the receiver counts what arrives, so nobody gains by dropping; it does so between the phases. OTLP goes out as
protobuf over HTTP; dd-trace talks to an agent's \`/v0.4/traces\` at the same receiver. Settings are the defaults, but for
\`OTEL_BSP_SCHEDULE_DELAY=1000\`, which only matters after the last request of a run (under load, batches are full long before),
and for dd-trace's limit of 100 traces a second, which is lifted. In each of ${rounds} rounds, forward through the rigs in one
and backward in the next, a fresh process is warmed up and then measured for ${seconds} seconds:

- As fast as answers come: 64 connections, no pipelining.
- At a constant pace of half the requests a second that the bare program carried before the round, in the same process.
  A latency counts from when the request was due.

What makes the load never sleeps and costs little of its core (\`bench/load/traffic.ts\`), so that the program is the limit.

Figures are medians over the rounds, ratios those of each round's figure by the bare program's in the same round. What
runs shorter than a minute exports metrics only at its end, so their export is not part of it.

Requests a second as fast as answers come, of the bare program's:

${across(({ closed }) => percent(closed.ratios.requestsPerSecond))}

Processor time of a request at the constant pace, by the bare program's. In brackets: the rig did not keep the pace, so it
ran at its own limit:

${across(({ paced }) => pacedRatio(paced, ({ ratios }) => ratios.cpuMicros))}

99th percentile of latency at the constant pace, by the bare program's:

${across(({ paced }) => pacedRatio(paced, ({ ratios }) => ratios.p99))}

Resident memory after the load, over the bare program's, MB:

${across(({ rssOverBare }) => rssOverBare.toFixed(1))}

Spans that arrived, by what the program did: server spans of the requests that its handler saw (all phases and rounds),
and, where it asks others, client spans of the calls. More of those come from rigs that also record connections or look-ups
of their own:

${across((result) => arrived(result))}

The figures behind, as fast as answers come, medians with quartiles. "Core" is the part of its core that the program used:
far from 1, the load was the limit and not the program.

${table(
  ['', '', 'requests/s', 'p50, ms', 'p99, ms', 'CPU, µs/request', 'core', 'memory, MB', 'spans/request'],
  results.map((result) => [...named(result, report), ...figures(result.closed), ...closedOnly(result)]),
  2,
)}

At the constant pace:

${table(
  ['', '', 'pace/s', 'sent/s', 'p50, ms', 'p99, ms', 'CPU, µs/request', 'failed'],
  results.map((result) => [...named(result, report), ...pacedFigures(result.paced)]),
  2,
)}

Run it with \`pnpm bench load\`, a part of it with \`pnpm bench load --case express --rig native\`.
`;
}

/** Whether a rig took the requests as fast as they were to come. */
function keptPace({ rate, requestsPerSecond, failures }: PhaseResult & { rate: number }): boolean {
  return requestsPerSecond.median >= 0.98 * rate && failures === 0;
}

function pacedRatio(paced: LoadResult['paced'], read: (phase: PhaseResult) => number): string {
  return keptPace(paced) ? ratio(read(paced)) : `(${ratio(read(paced))})`;
}

/** Spans of both phases, of how many; the two numbers are the same when nothing was lost. */
function arrived({ program, closed, paced }: LoadResult): string {
  const sum = (read: (phase: PhaseResult) => number): number => read(closed) + read(paced);
  const requests = sum((phase) => phase.requests);
  const calls = requests * loadCases.find(({ file }) => file === program)!.calls;
  const server = `${count(sum((phase) => phase.serverSpans))} of ${count(requests)}`;
  return calls === 0 ? server : `${server}, ${count(sum((phase) => phase.clientSpans))} of ${count(calls)}`;
}

function named({ program, rig }: LoadResult, { rigs }: LoadReport): [string, string] {
  return [loadCases.find(({ file }) => file === program)!.title, rigs.find(({ name }) => name === rig)!.title];
}

function figures({ requestsPerSecond, p50, p99, cpuMicros }: PhaseResult): string[] {
  return [requestsPerSecond, p50, p99, cpuMicros].map(spreadText);
}

function closedOnly({ closed, rss }: LoadResult): string[] {
  return [closed.busy.toFixed(2), spreadText(rss), (closed.allSpans / closed.requests).toFixed(2)];
}

function pacedFigures(paced: PhaseResult & { rate: number }): string[] {
  return [count(paced.rate), ...figures(paced), count(paced.failures)];
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
