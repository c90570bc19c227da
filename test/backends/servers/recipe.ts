import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The folder of a recipe: what a server is built from, beside this file. */
export function recipeFolder(name: string): string {
  return fileURLToPath(new URL(`${name}/`, import.meta.url));
}

/** Eight digits that change with any file of a folder. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(folder.length)).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 8);
}

/**
 * Runs a command to its end, in the environment of this process and `env`.
 *
 * @throws Error with what it said, or with `needs` when there is no such command
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string>; needs: string },
): Promise<void> {
  try {
    await execute(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`${options.needs}, and there is no \`${command}\``);
    throw new Error(`${command} ${args[0]}: ${message}`);
  }
}

/** Runs `go` with the versions of the recipe's go.mod and go.sum, and no other. */
export async function go(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  await run('go', args, { cwd, env, needs: 'the servers of these tests are built with Go 1.26 or newer' });
}
