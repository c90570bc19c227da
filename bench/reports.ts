import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { CollectorReport } from './collector/run.ts';
import type { CostReport } from './cost/run.ts';
import type { KeeperReport } from './keeper/run.ts';
import type { LoadReport } from './load/run.ts';
import type { LoggingReport } from './logging/run.ts';
import type { MicroReport } from './micro.ts';
import type { StallReport } from './stall/run.ts';
import type { StartReport } from './start/run.ts';

/** What the groups have measured last, as far as they have. */
export interface Reports {
  readonly micro?: MicroReport;
  readonly start?: StartReport;
  readonly load?: LoadReport;
  readonly stall?: StallReport;
  readonly keeper?: KeeperReport;
  readonly cost?: CostReport;
  readonly logging?: LoggingReport;
  readonly collector?: CollectorReport;
}

const names = ['micro', 'start', 'load', 'stall', 'keeper', 'cost', 'logging', 'collector'] as const;

/** Reads the results that are committed in `bench/results`. */
export function readReports(): Reports {
  return Object.fromEntries(names.map((name) => [name, readReport(name)]));
}

export function writeReport<Name extends keyof Reports>(name: Name, report: Reports[Name]): void {
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  writeFileSync(file(name), `${JSON.stringify(report, null, 2)}\n`);
}

function readReport(name: string): unknown {
  try {
    return JSON.parse(readFileSync(file(name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`bench/results/${name}.json: ${(error as Error).message}`);
  }
}

function file(name: string): URL {
  return new URL(`results/${name}.json`, import.meta.url);
}
