import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const roles = ['gateway', 'agent'] as const;
export type Role = (typeof roles)[number];

/** Folders of files that a role may be put together with. */
export type Part = 'backends' | 'access' | 'sampling' | 'sources';

/**
 * The folder of the collector's configuration: beside the built command, or that of the repository when the command runs
 * from source.
 *
 * @throws Error with one line when it is not there
 */
export function configFolder(): string {
  for (const path of ['collector-config/', '../../../collector-config/']) {
    const folder = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(join(folder, 'gateway.yaml'))) return folder;
  }
  throw new Error("the collector's configuration is not beside the command: install @spanwise/cli again");
}

/** The names of the files of a part, such as `jaeger` of `backends/jaeger.yaml`. */
export function partNames(folder: string, part: Part): string[] {
  const path = join(folder, part);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));
}

/** A configuration file: its name as people know it, and its text. */
export interface ConfigFile {
  name: string;
  text: string;
}

/**
 * Reads a file of the configuration.
 *
 * @throws Error with one line when it cannot be read
 */
export function readConfigFile(path: string, name: string = path): ConfigFile {
  try {
    return { name, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new Error(`cannot read ${path}: ${reason}`, { cause: error });
  }
}
