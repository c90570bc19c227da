import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(
  process.env.SPANWISE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'spanwise'),
  'backends',
);

/** The folder of a built server in the user's cache, outside the checkout. */
export function cacheFolder(name: string): string {
  return join(root, name);
}

/**
 * The folder of a server, built on the first call. Of several processes that want it at once, one builds and the others
 * wait; a build that fails or is killed leaves nothing behind that looks complete.
 *
 * @param name with a version or hash in it, so that a changed recipe is another folder
 * @param build fills the empty folder it gets
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = cacheFolder(name);
  const lock = `${folder}.lock`;
  mkdirSync(root, { recursive: true });
  for (;;) {
    if (existsSync(folder)) return folder;
    if (take(lock)) break;
    await sleep(250);
  }
  const unfinished = `${folder}.unfinished`;
  try {
    // Another process may have finished between the look and the lock.
    if (existsSync(folder)) return folder;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    await build(unfinished);
    renameSync(unfinished, folder);
    return folder;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

/** Takes a lock file, also one whose holder is gone. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isGone(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isGone(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Created and not written yet: somebody has just taken it.
    if (holder === 0) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
