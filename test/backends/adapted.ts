import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { configFolder } from './servers/collector.ts';

/** A file of the collector as data, with the parts that these tests take away. */
export interface CollectorConfig {
  extensions?: Record<string, unknown>;
  exporters: Record<string, { auth?: unknown }>;
  service: { extensions?: string[]; pipelines: Record<string, { exporters: string[] }> };
}

const folder = mkdtempSync(join(tmpdir(), 'adapted-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * Writes a file of `collector-config/` without what the tests' collector lacks, and returns its path.
 *
 * @param without removes that from the file's data
 */
export function adapted(file: string, without: (config: CollectorConfig) => void): string {
  const config = parse(readFileSync(join(configFolder, file), 'utf8')) as CollectorConfig;
  without(config);
  const path = join(folder, basename(file));
  writeFileSync(path, stringify(config));
  return path;
}

/** Takes the extensions that sign requests away: versions of them that the tests' collector could be built with do not exist. */
export function withoutSigning(config: CollectorConfig): void {
  delete config.extensions;
  delete config.service.extensions;
  for (const exporter of Object.values(config.exporters)) delete exporter.auth;
}
