import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseNames, type Figures, loadCase, measureBytes, measureTime, type Result } from './measure.ts';
import { benchmarksPage, type MicroReport } from './page.ts';
import { runStall } from './stall/run.ts';

const USAGE = `Usage: pnpm bench micro [--case <part of a name>] [--rounds <count>] [--json]
       pnpm bench stall [--rounds <count>]

micro runs the micro-benchmarks, upstream's SDK beside ours in one process for each case. Without --case, writes
bench/results/micro.json and docs/benchmarks.md.
stall tells how long the event loop stands still at 5,000 spans/s; it needs a build.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    case: { type: 'string', default: '' },
    rounds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    // Between the parent and the process of one case.
    time: { type: 'string' },
    bytes: { type: 'string' },
  },
});
const rounds = Number(values.rounds);

if (values.time !== undefined) {
  console.log(JSON.stringify(await measureTime(values.time, rounds)));
} else if (values.bytes !== undefined) {
  console.log(JSON.stringify(await measureBytes(values.bytes)));
} else if (positionals[0] === 'stall' && !values.help) {
  await runStall(Math.min(rounds, 3));
} else if (values.help || positionals[0] !== 'micro' || !Number.isInteger(rounds) || rounds < 1) {
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const results: Result[] = [];
  for (const name of caseNames()) if (name.includes(values.case)) results.push(await runCase(name));
  const report: MicroReport = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    results,
  };
  if (values.json) console.log(JSON.stringify(report, null, 2));
  if (values.case !== '') return;
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  writeFileSync(new URL('results/micro.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), benchmarksPage(report));
}

async function runCase(name: string): Promise<Result> {
  const nanos = inProcess<{ spanwise: number[]; upstream: number[] }>([], ['--time', name]);
  const bytes = inProcess<{ spanwise: number; upstream: number }>(
    ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'],
    ['--bytes', name],
  );
  const figures = (side: 'spanwise' | 'upstream'): Figures => ({
    nanosMin: Math.round(Math.min(...nanos[side])),
    nanosMedian: Math.round(median(nanos[side])),
    bytes: bytes[side],
  });
  const ratio = median(nanos.spanwise.map((taken, round) => nanos.upstream[round]! / taken));
  const result: Result = {
    name: name.replace(/^\d+-/, ''),
    what: (await loadCase(name)).what,
    rounds,
    spanwise: figures('spanwise'),
    upstream: figures('upstream'),
    ratio: Math.round(ratio * 100) / 100,
  };
  if (!values.json) console.log(line(result));
  return result;
}

// A process for each case: what the compiler learned in one says nothing about the next.
function inProcess<T>(nodeOptions: string[], args: string[]): T {
  const command = [...process.execArgv, ...nodeOptions, fileURLToPath(import.meta.url), ...args];
  return JSON.parse(execFileSync(process.execPath, [...command, '--rounds', String(rounds)], { encoding: 'utf8' }));
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function line({ name, spanwise, upstream, ratio }: Result): string {
  const side = ({ nanosMedian, bytes }: Figures): string => `${nanosMedian} ns ${bytes} B`.padStart(20);
  return `${name.padEnd(20)}${side(spanwise)}${side(upstream)}${`${ratio.toFixed(2)}x`.padStart(10)}`;
}
