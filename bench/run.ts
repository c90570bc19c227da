import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureCollector } from './collector/run.ts';
import { stages } from './collector/stages.ts';
import { measureCost } from './cost/run.ts';
import { measureKeeper } from './keeper/run.ts';
import { measureLoad } from './load/run.ts';
import { measureLogging } from './logging/run.ts';
import { caseNames } from './measure.ts';
import { measureMicro } from './micro.ts';
import { renderBenchmarks } from './page.ts';
import { loadCases, startPrograms } from './programs.ts';
import { type Reports, writeReport } from './reports.ts';
import { rigNames } from './rigs.ts';
import { measureStall } from './stall/run.ts';
import { measureStart } from './start/run.ts';

const USAGE = `Usage: pnpm bench micro [--case <part of a name>] [--rounds <count>] [--json]
       pnpm bench start [--case <part of a program>] [--rig <part of a name>] [--rounds <count>] [--quick] [--json]
       pnpm bench load [--case <part of a program>] [--rig <part of a name>] [--rounds <count>] [--seconds <count>]
                       [--quick] [--json]
       pnpm bench stall [--rounds <count>]
       pnpm bench keeper [--rounds <count>]
       pnpm bench cost [--rounds <count>]
       pnpm bench logging [--seconds <count>]
       pnpm bench collector [--case <part of a stage>] [--seconds <count>] [--quick] [--json]

micro  Operations of the engine, upstream's SDK beside ours in one process for each case.
start  How long programs take to start and what memory they hold at rest: bare, under Spanwise, and under its rivals.
load   What programs carry, how fast they answer, and what processor time a request takes, likewise.
stall  How long the event loop stands still at 5,000 spans/s.
cost   What keeping costs takes of a request.
keeper What sampling by the end of traces costs a request, and 5,000 traces/s for a minute.
logging  What a log line costs a program that writes 5,000 of them a second for a minute, and whether any is lost.
collector  How many spans a second a gateway of collector-config/ takes, by stage; \`pnpm run docs\` makes docs/scaling.md
       of it. It needs what \`pnpm test:backends\` builds.

A complete run (no --case, --rig, --quick) writes bench/results/<group>.json and docs/benchmarks.md. The first run
installs programs and rivals into your user cache. start and load need Linux and two cores, one of them for the program.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    case: { type: 'string', default: '' },
    rig: { type: 'string', default: '' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const print = values.json ? () => {} : (line: string) => console.log(line);
const rounds = (usual: number): number => (values.quick ? 1 : Number(values.rounds ?? usual));
const seconds = (usual: number): number => (values.quick ? 1 : Number(values.seconds ?? usual));

const groups = {
  micro: () => measureMicro({ part: values.case, rounds: rounds(20), print }),
  start: () => measureStart({ program: values.case, rig: values.rig, rounds: rounds(15), print }),
  load: () => measureLoad({ program: values.case, rig: values.rig, rounds: rounds(3), seconds: seconds(4), print }),
  stall: () => measureStall(rounds(3), print),
  keeper: () => measureKeeper(rounds(20), values.quick ? 5 : 60, print),
  cost: () => measureCost(rounds(20), print),
  logging: () => measureLogging(values.quick ? 5 : seconds(60), print),
  collector: () => measureCollector({ stage: values.case, seconds: seconds(20), print }),
};

const cases: Partial<Record<keyof typeof groups, readonly string[]>> = {
  micro: caseNames(),
  start: Object.keys(startPrograms),
  load: loadCases.map(({ file }) => file),
  collector: stages.map(({ name }) => name),
};

const group = positionals[0] as keyof typeof groups;
const isUsable = positionals.length === 1 && group in groups && [rounds(1), seconds(1)].every(isPositive);

if (values.help || !isUsable) {
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else if (isNone('--case', values.case, cases[group] ?? ['']) || isNone('--rig', values.rig, rigNames)) {
  process.exitCode = 2;
} else {
  const report = await groups[group]();
  if (values.json) console.log(JSON.stringify(report, null, 2));
  if (values.case === '' && values.rig === '' && !values.quick) {
    writeReport(group, report as Reports[typeof group]);
    writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), renderBenchmarks());
  }
}

function isPositive(number: number): boolean {
  return Number.isInteger(number) && number > 0;
}

function isNone(option: string, part: string, names: readonly string[]): boolean {
  if (names.some((name) => name.includes(part))) return false;
  console.error(`${option} ${part}: no part of a name; there are ${names.join(', ')}`);
  return true;
}
