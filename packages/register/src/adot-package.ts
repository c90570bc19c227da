import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, resolve } from 'node:path';

const name = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';

// The first with SDK 2.8, whose classes adot-exporters.ts knows.
const oldestMinor = 13;

/** The distribution of AWS: its entry, or why there is none to start. */
export type AdotPackage = { file: string } | { problem: string };

/** Looks for the distribution of AWS: from the program's file, then from its working directory, then from ours. */
export function findAdot(entry: string | undefined = process.argv[1]): AdotPackage {
  const folders = [...(entry === undefined ? [] : [dirname(resolve(entry))]), process.cwd(), __dirname];
  for (const folder of folders) {
    const file = resolveFrom(folder);
    if (file === undefined) continue;
    const version = versionOf(file);
    if (isKnown(version)) return { file };
    return { problem: `${name} is ${version}, expected 0.${oldestMinor} or newer; npm install ${name}@latest` };
  }
  return { problem: `${name} is not installed; npm install ${name}` };
}

function resolveFrom(folder: string): string | undefined {
  try {
    return nodeModule.createRequire(join(folder, 'program')).resolve(`${name}/register`);
  } catch {
    return undefined;
  }
}

function versionOf(file: string): string {
  return JSON.parse(readFileSync(join(file, '../../../package.json'), 'utf8')).version;
}

function isKnown(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major! > 0 || minor! >= oldestMinor;
}
