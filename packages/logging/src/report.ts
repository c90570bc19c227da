import { writeSync } from 'node:fs';

/** Writes a line for the operator to stderr. It never throws: there may be nobody to tell. */
export function report(line: string): void {
  if (process.env.OTEL_LOG_LEVEL?.trim().toLowerCase() === 'none') return;
  try {
    writeSync(2, `[spanwise] ${line}\n`);
  } catch {
    // stderr is closed or full.
  }
}
