import { renameSync, rmSync, statSync } from 'node:fs';

/**
 * Makes room for a new file: `app.log` becomes `app.log.1`, what was that `app.log.2`, and so on.
 *
 * @param count how many files are kept, the new one among them; with 1 the old one is removed
 * @throws when the file itself cannot be renamed
 */
export function rotate(path: string, count: number): void {
  for (let index = Math.max(count - 2, 0); index > 0; index--) {
    try {
      renameSync(`${path}.${index}`, `${path}.${index + 1}`);
    } catch {
      // There are not that many yet.
    }
  }
  if (count === 1) rmSync(path);
  else renameSync(path, `${path}.1`);
}

/** Which file is at a path, and how many bytes it has; undefined when there is none. */
export function fileAt(path: string): { identity: string; size: number } | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && { identity: `${found.dev}:${found.ino}`, size: Number(found.size) };
}
