import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfigFile } from './collector-files.ts';

export const classes = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
export type ComponentClass = (typeof classes)[number];

/** The components of a collector, by class. */
export interface ComponentNames {
  /** Whose they are, for messages: `the contrib image of 0.161.0`. */
  of: string;
  names: Readonly<Record<ComponentClass, readonly string[]>>;
  /** Names of before and what they are called now. */
  renamed: Readonly<Partial<Record<ComponentClass, Readonly<Record<string, string>>>>>;
}

interface ListedComponents extends Record<ComponentClass, string[]> {
  version: string;
  renamed: ComponentNames['renamed'];
}

/** The components of the official contrib image, from the list in `distribution/components.yaml`. */
export function contribComponents(folder: string): ComponentNames & { version: string } {
  const list = parse(readConfigFile(join(folder, 'distribution/components.yaml')).text) as ListedComponents;
  return { of: `the contrib image of ${list.version}`, names: list, renamed: list.renamed, version: list.version };
}

/**
 * The components of a binary, from what `otelcol components` prints. Old names that it still takes are not among them,
 * so those of the list are kept.
 */
export function binaryComponents(printed: string, binary: string, listed: ComponentNames): ComponentNames {
  const parsed = parse(printed) as Record<ComponentClass, ({ name: string } | string)[] | undefined>;
  const namesOf = (kind: ComponentClass): string[] =>
    (parsed[kind] ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.name));
  const names = {
    receivers: namesOf('receivers'),
    processors: namesOf('processors'),
    exporters: namesOf('exporters'),
    connectors: namesOf('connectors'),
    extensions: namesOf('extensions'),
  };
  return { of: binary, names, renamed: listed.renamed };
}
