import { writeSync } from 'node:fs';

let silent = false;

/** Turns our own lines off, for `OTEL_LOG_LEVEL=none`. */
export function silence(): void {
  silent = true;
}

/**
 * Writes one line to stderr. Synchronous and by file descriptor: it works in `exit` handlers, and does not create
 * `process.stderr` for a program that never uses it.
 *
 * @param line without prefix and newline
 */
export function report(line: string): void {
  if (silent) return;
  try {
    writeSync(2, `[spanwise] ${line}\n`);
  } catch {
    // stderr is closed or full: there is nobody to tell.
  }
}

/** The first line of what was thrown: reports are one line. */
export function errorText(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
