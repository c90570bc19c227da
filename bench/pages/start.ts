import { startPrograms } from '../programs.ts';
import type { StartReport, StartResult } from '../start/run.ts';
import { count, machineText, ratio, spreadText, table } from './table.ts';

export function startSection(report: StartReport): string {
  const { rounds, restRounds, rigs, results } = report;
  const programs = Object.keys(startPrograms).filter((program) => results.some((result) => result.program === program));
  const titles = programs.map((program) => startPrograms[program]!);
  const result = (rig: string, program: string): StartResult | undefined =>
    results.find((one) => one.rig === rig && one.program === program);
  const across = (cell: (result: StartResult) => string): string[][] =>
    rigs.slice(1).map(({ name, title }) => [
      title,
      ...programs.map((program) => {
        const one = result(name, program);
        return one === undefined ? '' : cell(one);
      }),
    ]);

  return `## Start-up

How long a program takes from the start of its process until it listens, and what memory it holds then, ${machineText(report)}.

All rigs run the same files and the same installed libraries; nothing differs but the preload and its environment, and a
receiver takes what they send. The program has one core to itself, what measures it and the receiver have the other. One
start that does not count, then ${rounds} for each rig, forward through the rigs in one round and backward in the next. A
ratio is the median over the rounds of the time by that of the bare program in the same round. Memory is resident memory
one second after the program listens, of ${restRounds} other starts. Before ES modules, EDOT and dd-trace stand with
\`--import\`, as their readmes ask; everything else stands with \`--require\`.

Time until it listens, by that of the bare program (of the empty program: until its last line ran):

${table(
  ['', ...titles],
  across((one) => ratio(one.ratio)),
)}

Memory at rest over that of the bare program, MB:

${table(
  ['', ...titles],
  across(({ rssOverBare }) => rssOverBare.toFixed(1)),
)}

The figures behind, medians with quartiles. "Ended" is the whole life of a program that closes its server as soon as it
listens. Files are those of the rig that were opened until one second after, package.json files among them (counted
by strace):

${table(
  ['', '', 'listens, ms', 'ended, ms', 'memory, MB', 'files'],
  results.map(({ program, rig, ready, end, rss, files }) => [
    startPrograms[program]!,
    rigs.find(({ name }) => name === rig)!.title,
    spreadText(ready),
    spreadText(end),
    spreadText(rss),
    files === undefined ? '' : count(files),
  ]),
  2,
)}

Run it with \`pnpm bench start\`, a part of it with \`pnpm bench start --case express --rig native\`.
`;
}
