import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** Where and when something was measured. */
export interface Machine {
  /** Day of the run, ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
  };
}

/** Whether a command is on this machine. */
function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Keeps this process, and what it starts, on the second core: the first is for the program that is measured.
 *
 * @throws Error where that is impossible.
 */
export function leaveFirstCore(): void {
  if (process.platform !== 'linux' || !has('taskset') || availableParallelism() < 2) {
    throw new Error('this benchmark needs Linux, two cores, and taskset (package util-linux)');
  }
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '1', String(process.pid)], { stdio: 'ignore' });
}
