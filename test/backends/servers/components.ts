import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { buildCollector, configFolder } from './collector.ts';

const classes = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
export type ComponentClass = (typeof classes)[number];

/** The names of the components that the tests' collector has, by class. */
export async function builtComponents(): Promise<Record<ComponentClass, string[]>> {
  const { stdout } = await promisify(execFile)(await buildCollector(), ['components']);
  const printed = parse(stdout) as Record<ComponentClass, { name: string }[]>;
  const names = classes.map((kind) => [kind, printed[kind].map(({ name }) => name)]);
  return Object.fromEntries(names) as Record<ComponentClass, string[]>;
}

/**
 * Of files of `collector-config/` those whose components the tests' collector has. The others (exporters of X-Ray and
 * Datadog, extensions that sign) are run without these, and held to the names of the contrib image.
 */
export async function runnable(files: readonly string[]): Promise<string[]> {
  const built = await builtComponents();
  return files.filter((file) => {
    const config = parse(readFileSync(join(configFolder, file), 'utf8')) as Partial<Record<ComponentClass, object>>;
    return classes.every((kind) =>
      Object.keys(config[kind] ?? {}).every((id) => built[kind].includes(id.split('/')[0]!)),
    );
  });
}
