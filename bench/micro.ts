import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Machine, machine } from './machine.ts';
import { caseNames, type Figures, loadCase, type measureBytes, type measureTime, type Result } from './measure.ts';
import { median, round } from './spread.ts';

export interface MicroReport extends Pick<Machine, 'date' | 'node' | 'cpu'> {
  readonly results: readonly Result[];
}

export interface MicroOptions {
  /** Part of a case's name. */
  readonly part: string;
  readonly rounds: number;
  /** Gets a line for each result. */
  print(line: string): void;
}

/** Runs the micro-benchmarks, the upstream SDK beside ours, each case in processes of its own. */
export async function measureMicro({ part, rounds, print }: MicroOptions): Promise<MicroReport> {
  const results: Result[] = [];
  for (const name of caseNames()) {
    if (!name.includes(part)) continue;
    const result = await runCase(name, rounds);
    results.push(result);
    print(line(result));
  }
  const { date, node, cpu } = machine();
  return { date, node, cpu, results };
}

async function runCase(name: string, rounds: number): Promise<Result> {
  const nanos = inProcess<Awaited<ReturnType<typeof measureTime>>>([], ['time', name, String(rounds)]);
  const bytes = inProcess<Awaited<ReturnType<typeof measureBytes>>>(
    ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'],
    ['bytes', name],
  );
  const figures = (side: 'spanwise' | 'upstream'): Figures => ({
    nanosMin: Math.round(Math.min(...nanos[side])),
    nanosMedian: Math.round(median(nanos[side])),
    bytes: bytes[side],
  });
  return {
    name: name.replace(/^\d+-/, ''),
    what: (await loadCase(name)).what,
    rounds,
    spanwise: figures('spanwise'),
    upstream: figures('upstream'),
    ratio: round(median(nanos.spanwise.map((taken, index) => nanos.upstream[index]! / taken)), 2),
  };
}

// A process for each case: what the compiler learned in one says nothing about the next.
function inProcess<T>(nodeOptions: string[], args: string[]): T {
  const file = fileURLToPath(new URL('measure-one.ts', import.meta.url));
  const command = [...process.execArgv, ...nodeOptions, file, ...args];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
}

function line({ name, spanwise, upstream, ratio }: Result): string {
  const side = ({ nanosMedian, bytes }: Figures): string => `${nanosMedian} ns ${bytes} B`.padStart(20);
  return `${name.padEnd(20)}${side(spanwise)}${side(upstream)}${`${ratio.toFixed(2)}x`.padStart(10)}`;
}
