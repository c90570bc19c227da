import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasStrace } from '../../test/support/opened-files.ts';
import { installed } from '../installed.ts';
import { leaveFirstCore, type Machine, machine } from '../machine.ts';
import { type FarSide, startFarSide, startProgram } from '../processes.ts';
import { startPrograms } from '../programs.ts';
import { chosenRigs, describeRigs, inTurn, type Rig, type RigDescription, type RigOptions } from '../rigs.ts';
import { median, round, type Spread, spread } from '../spread.ts';
import { filesOpened } from './files-opened.ts';

/** One program under one rig. Times in milliseconds, memory in MB of 1,000,000 bytes. */
export interface StartResult {
  readonly program: string;
  readonly rig: string;
  /** From the start of the process until the program listens (the empty one: until its last line ran). */
  readonly ready: Spread;
  /** From the start of the process to its end, when the program closes its server as soon as it listens. */
  readonly end: Spread;
  /** The median over the rounds of this rig's `ready` by that of the bare program. */
  readonly ratio: number;
  /** Resident memory one second after the program was ready. */
  readonly rss: Spread;
  readonly rssOverBare: number;
  /** Files of the rig that were opened until then; absent without strace. */
  readonly files?: number;
}

export interface StartReport extends Machine {
  readonly rounds: number;
  readonly restRounds: number;
  readonly rigs: readonly RigDescription[];
  readonly results: readonly StartResult[];
}

// The first starts read files that are in no cache yet.
const WARM_UP = 1;

/** Measures how long programs take to start under each rig, and what memory they hold at rest. */
export async function measureStart({ program, rig, rounds, print }: RigOptions): Promise<StartReport> {
  leaveFirstCore();
  const folder = installed('programs');
  const rigs = chosenRigs(rig);
  const farSide = await startFarSide();
  const restRounds = Math.min(rounds, 3);
  const results: StartResult[] = [];
  for (const name of Object.keys(startPrograms)) {
    if (!name.includes(program)) continue;
    const own = rigs.filter(({ programs }) => programs?.includes(name) ?? true);
    const measured = await measureProgram(join(folder, name), own, farSide, rounds, restRounds);
    for (const [index, figures] of measured.entries()) {
      const result = { program: name, rig: own[index]!.name, ...summary(figures, measured[0]!) };
      results.push(result);
      print(line(result));
    }
  }
  farSide.close();
  return { ...machine(), rounds, restRounds, rigs: describeRigs(rigs), results };
}

interface Figures {
  readonly ready: number[];
  readonly end: number[];
  readonly rss: number[];
  files?: number;
}

async function measureProgram(
  file: string,
  rigs: readonly Rig[],
  farSide: FarSide,
  rounds: number,
  restRounds: number,
): Promise<Figures[]> {
  const figures: Figures[] = rigs.map(() => ({ ready: [], end: [], rss: [] }));
  for (let turn = -WARM_UP; turn < rounds; turn++) {
    for (const index of inTurn(rigs, turn)) {
      const { ready, end } = await startAndEnd(rigs[index]!, file, farSide);
      if (turn < 0) continue;
      figures[index]!.ready.push(ready);
      figures[index]!.end.push(end);
    }
  }
  for (let turn = 0; turn < restRounds; turn++) {
    for (const index of inTurn(rigs, turn)) {
      const rig = rigs[index]!;
      // Slowed down by strace and on the other core, so it takes no time of its own.
      const files = turn === 0 && hasStrace && rig.folder !== undefined ? filesOpened(rig, file, farSide) : undefined;
      figures[index]!.rss.push(await restingMemory(rig, file, farSide));
      figures[index]!.files ??= await files;
    }
  }
  return figures;
}

async function startAndEnd(rig: Rig, file: string, farSide: FarSide): Promise<{ ready: number; end: number }> {
  const started = performance.now();
  const { ended, readyMillis } = await startProgram(rig, file, farSide.url, { args: ['end'] });
  await ended;
  return { ready: readyMillis, end: performance.now() - started };
}

async function restingMemory(rig: Rig, file: string, farSide: FarSide): Promise<number> {
  const program = await startProgram(rig, file, farSide.url);
  await delay(1000);
  const rss = program.rssBytes();
  await program.kill();
  return rss / 1e6;
}

function summary({ ready, end, rss, files }: Figures, bare: Figures): Omit<StartResult, 'program' | 'rig'> {
  return {
    ready: spread(ready, 1),
    end: spread(end, 1),
    ratio: round(median(ready.map((millis, turn) => millis / bare.ready[turn]!)), 3),
    rss: spread(rss, 1),
    rssOverBare: round(median(rss) - median(bare.rss), 1),
    ...(files !== undefined && { files }),
  };
}

function line({ program, rig, ready, end, ratio, rss, rssOverBare, files }: StartResult): string {
  const millis = `${ready.median} ms (${ready.q1}-${ready.q3}), ended ${end.median} ms`;
  const rest = `${rss.median} MB (+${rssOverBare})${files === undefined ? '' : `, ${files} files`}`;
  return `${program.padEnd(14)}${rig.padEnd(18)}${ratio.toFixed(2)}x  ${millis}, ${rest}`;
}
