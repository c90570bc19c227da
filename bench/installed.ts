import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder in the user's cache, outside of the checkout, for what benchmarks install. */
const cache: string = join(process.env.XDG_CACHE_HOME ?? join(homedir() || tmpdir(), '.cache'), 'spanwise', 'bench');

/**
 * Installs the dependencies of a folder of `bench/` into the cache, once for each state of its package.json, and copies
 * the folder's files beside them.
 *
 * @returns the folder in the cache.
 * @throws Error when npm fails; npm has said why on stderr.
 */
export function installed(name: string): string {
  const source = fileURLToPath(new URL(`${name}/`, import.meta.url));
  const state = createHash('sha256')
    .update(readFileSync(join(source, 'package.json')))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, `${name.replaceAll('/', '-')}-${state}`);
  if (!existsSync(folder)) {
    console.error(`installing the dependencies of bench/${name} into ${folder}`);
    // Renamed when it is whole, so that one that was interrupted is not taken for it.
    const unfinished = `${folder}-${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    cpSync(join(source, 'package.json'), join(unfinished, 'package.json'));
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--silent'];
    execFileSync('npm', ['install', ...options], { cwd: unfinished, stdio: ['ignore', 'ignore', 'inherit'] });
    renameSync(unfinished, folder);
  }
  for (const file of readdirSync(source)) {
    if (file === 'package.json') continue;
    rmSync(join(folder, file), { force: true });
    cpSync(join(source, file), join(folder, file));
  }
  return folder;
}

/** The version of a package that is installed below a folder. */
export function versionOf(folder: string, name: string): string {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
