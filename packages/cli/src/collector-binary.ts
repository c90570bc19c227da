import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from './usage.ts';

const execute = promisify(execFile);

/** In this order: one that has what our files use comes before the core distribution. */
const names = ['spanwise-otelcol', 'otelcol-contrib', 'otelcol'];

/** Tail sampling reads and writes `ot=th` (consistent probability sampling) only with this gate. */
export const featureGates = 'processor.tailsamplingprocessor.usetracestate';

/**
 * The collector to use: the program that `OTELCOL` names, else the first on `PATH` that is one; undefined when there is
 * none.
 *
 * @throws UsageError when `OTELCOL` names no program
 */
export function findCollector(env: NodeJS.ProcessEnv): string | undefined {
  const wanted = env.OTELCOL?.trim();
  if (wanted) {
    if (isProgram(wanted)) return resolve(wanted);
    throw new UsageError(`OTELCOL: got ${wanted}, expected the path of a collector's program`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of names) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name + suffix);
      if (folder !== '' && isProgram(path)) return path;
    }
  }
  return undefined;
}

/**
 * Runs the collector to its end, with nothing on its stdin.
 *
 * @returns its exit code and what it printed; the code is 1 when a signal ended it
 */
export async function runCollector(
  binary: string,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await execute(binary, args, { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & { code?: unknown; stdout?: string; stderr?: string };
    if (stdout === undefined || stderr === undefined) throw new Error(`cannot run ${binary}: ${message}`);
    return { code: typeof code === 'number' ? code : 1, stdout, stderr };
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
