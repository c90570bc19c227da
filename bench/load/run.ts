import { join } from 'node:path';
import { installed } from '../installed.ts';
import { leaveFirstCore, type Machine, machine } from '../machine.ts';
import { startBackend, startFarSide } from '../processes.ts';
import { loadCases } from '../programs.ts';
import { chosenRigs, describeRigs, inTurn, type RigDescription, type RigOptions } from '../rigs.ts';
import { median, round, type Spread, spread } from '../spread.ts';
import { maximumOf, type Phase, type Run, runLoad } from './measure.ts';

/** One phase of a program under one rig over all rounds. */
export interface PhaseResult {
  readonly requestsPerSecond: Spread;
  /** Latencies in milliseconds: medians over the rounds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** Processor time of the program per request, in microseconds. */
  readonly cpuMicros: Spread;
  /** Medians over the rounds of this rig's figure by that of the bare program. */
  readonly ratios: { readonly requestsPerSecond: number; readonly p99: number; readonly cpuMicros: number };
  /** Part of its core that the program used. */
  readonly busy: number;
  readonly failures: number;
  /** Sums over the rounds: requests that the program's handler saw, and spans of them that the receiver got. */
  readonly requests: number;
  readonly serverSpans: number;
  readonly clientSpans: number;
  readonly allSpans: number;
}

export interface LoadResult {
  readonly program: string;
  readonly rig: string;
  /** As fast as answers come. */
  readonly closed: PhaseResult;
  /** At a constant pace of so many requests a second, the median over the rounds. */
  readonly paced: PhaseResult & { readonly rate: number };
  /** Resident memory after both, in MB of 1,000,000 bytes. */
  readonly rss: Spread;
  readonly rssOverBare: number;
}

export interface LoadReport extends Machine {
  readonly rounds: number;
  readonly seconds: number;
  readonly rigs: readonly RigDescription[];
  readonly results: readonly LoadResult[];
}

export interface LoadOptions extends RigOptions {
  /** Of each phase. */
  readonly seconds: number;
}

/** Measures programs under load under each rig. */
export async function measureLoad({ program, rig, rounds, seconds, print }: LoadOptions): Promise<LoadReport> {
  leaveFirstCore();
  const folder = installed('programs');
  const rigs = chosenRigs(rig);
  const farSide = await startFarSide();
  const backend = await startBackend(folder);
  const results: LoadResult[] = [];
  for (const load of loadCases) {
    if (!load.file.includes(program)) continue;
    const file = join(folder, load.file);
    const own = rigs.filter(({ programs }) => programs?.includes(load.file) ?? true);
    const runs: Run[][] = own.map(() => []);
    const rates: number[] = [];
    for (let turn = 0; turn < rounds; turn++) {
      // In each round: on a machine that others share it is another one minutes later.
      const rate = Math.round((await maximumOf(own[0]!, file, load, farSide, backend.url)) / 2);
      rates.push(rate);
      for (const index of inTurn(own, turn)) {
        const run = await runLoad({ rig: own[index]!, file, load, farSide, backend: backend.url, seconds, rate });
        runs[index]!.push(run);
      }
    }
    for (const [index, { name }] of own.entries()) {
      const result = { program: load.file, rig: name, ...summary(runs[index]!, runs[0]!, median(rates)) };
      results.push(result);
      print(line(result));
    }
  }
  farSide.close();
  await backend.close();
  return { ...machine(), rounds, seconds, rigs: describeRigs(rigs), results };
}

function summary(runs: readonly Run[], bare: readonly Run[], rate: number): Omit<LoadResult, 'program' | 'rig'> {
  const memory = (of: readonly Run[]): number[] => of.map(({ rss }) => rss);
  return {
    closed: phase(runs, bare, ({ closed }) => closed),
    paced: { rate, ...phase(runs, bare, ({ paced }) => paced) },
    rss: spread(memory(runs), 1),
    rssOverBare: round(median(memory(runs)) - median(memory(bare)), 1),
  };
}

function phase(runs: readonly Run[], bare: readonly Run[], of: (run: Run) => Phase): PhaseResult {
  const all = (read: (phase: Phase) => number): number[] => runs.map((run) => read(of(run)));
  const sum = (read: (phase: Phase) => number): number => all(read).reduce((total, one) => total + one, 0);
  const ratio = (read: (phase: Phase) => number): number =>
    round(median(runs.map((run, turn) => read(of(run)) / read(of(bare[turn]!)))), 3);
  return {
    requestsPerSecond: spread(
      all(({ requestsPerSecond }) => requestsPerSecond),
      0,
    ),
    p50: spread(
      all(({ p50 }) => p50),
      2,
    ),
    p99: spread(
      all(({ p99 }) => p99),
      2,
    ),
    cpuMicros: spread(
      all(({ cpuMicros }) => cpuMicros),
      1,
    ),
    ratios: {
      requestsPerSecond: ratio(({ requestsPerSecond }) => requestsPerSecond),
      p99: ratio(({ p99 }) => p99),
      cpuMicros: ratio(({ cpuMicros }) => cpuMicros),
    },
    busy: round(median(all(({ busy }) => busy)), 2),
    failures: sum(({ failures }) => failures),
    requests: sum(({ requests }) => requests),
    serverSpans: sum(({ spans }) => spans.server),
    clientSpans: sum(({ spans }) => spans.client),
    allSpans: sum(({ spans }) => spans.spans),
  };
}

function line({ program, rig, closed, paced, rss }: LoadResult): string {
  const share = `${Math.round(closed.ratios.requestsPerSecond * 100)} %`.padStart(6);
  const figures = ({
    requestsPerSecond,
    p50,
    p99,
    cpuMicros,
    requests,
    serverSpans,
    clientSpans,
  }: PhaseResult): string =>
    `${requestsPerSecond.median} req/s, p50 ${p50.median} p99 ${p99.median} ms, ${cpuMicros.median} us, ${serverSpans}+${clientSpans} spans of ${requests}`;
  return `${program.padEnd(14)}${rig.padEnd(18)}${share}  ${figures(closed)}; at ${paced.rate}/s: ${figures(paced)}; ${rss.median} MB`;
}
