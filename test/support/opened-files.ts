import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether files that a process opens can be seen here: Linux with strace. */
export const hasStrace: boolean = spawnSync('strace', ['--version'], { stdio: 'ignore' }).error === undefined;

/**
 * The files that a command opens until `until` resolves; then it is killed. What it tried and did not find is not among
 * them, nor are folders and Node.js itself.
 */
export async function openedFiles(
  [command, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  until: (child: ChildProcess) => Promise<unknown>,
): Promise<Set<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-opened-'));
  // A file for each thread: in one, the lines of threads are torn apart.
  const strace = ['-ff', '-qq', '-s', '4096', '-e', 'trace=open,openat', '-o', join(folder, 'trace')];
  const child = spawn('strace', [...strace, command!, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own: killed alone, strace leaves the command behind.
    detached: true,
  });
  const closed = once(child, 'close');
  try {
    await until(child).finally(() => process.kill(-child.pid!, 'SIGKILL'));
    await closed;
    const files = readdirSync(folder).flatMap((name) => opened(readFileSync(join(folder, name), 'utf8')));
    return new Set(files.filter((file) => file !== process.execPath));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function opened(trace: string): string[] {
  const calls = [...trace.matchAll(/^open(?:at)?\((?:\w+, )?"([^"]+)", ([\w|]+).*= \d+$/gm)];
  return calls.filter(([, , flags]) => !flags!.includes('O_DIRECTORY')).map(([, file]) => file!);
}
