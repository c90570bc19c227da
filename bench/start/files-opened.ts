import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf, environmentOf, type Receiver } from '../processes.ts';
import type { Rig } from '../rigs.ts';

/**
 * How many files of the rig a program opens until one second after it is ready: modules, their package.json files, and
 * what else lies in the rig's folder; each file once. By strace, which must be there.
 */
export async function filesOpened(rig: Rig, file: string, receiver: Receiver): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-bench-'));
  const trace = join(folder, 'trace');
  const strace = ['-f', '-qq', '-s', '4096', '-e', 'trace=open,openat', '-o', trace];
  const child = spawn('strace', [...strace, ...commandOf(rig, file, [])], {
    env: environmentOf(rig, receiver.url),
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    for await (const text of child.stdout.setEncoding('utf8')) if (text.includes('ready ')) break;
    await delay(1000);
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'exit');
    return openedBelow(rig.folder!, readFileSync(trace, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The number of files below a folder that were opened, from what strace wrote. */
export function openedBelow(folder: string, trace: string): number {
  const files = new Set<string>();
  for (const [, path, flags] of trace.matchAll(/open(?:at)?\((?:\w+, )?"([^"]+)", ([\w|]+).*= \d+$/gm)) {
    if (path!.startsWith(folder) && !flags!.includes('O_DIRECTORY')) files.add(path!);
  }
  return files.size;
}
