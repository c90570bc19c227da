import { entryOfRow, type FocusRow, type LedgerEntry, readLedgerFile, sumEntries } from '@spanwise/cost';
import { say } from './output.ts';
import { UsageError } from './usage.ts';

/**
 * Reads the rows of files; what cannot be read in them is a line on stderr, and the exit code 1.
 *
 * @throws UsageError when there are no files, or one cannot be opened
 */
export function readRows(paths: readonly string[], usage: string): FocusRow[] {
  if (paths.length === 0) throw new UsageError(`no file: ${usage}`);
  return paths.flatMap((path) => {
    let read: ReturnType<typeof readLedgerFile>;
    try {
      read = readLedgerFile(path);
    } catch (error) {
      throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
    }
    for (const warning of read.warnings) say(warning);
    if (read.warnings.length > 0) process.exitCode = 1;
    return read.rows;
  });
}

/** The entries of rows, what is the same as one. */
export function entriesOf(rows: readonly FocusRow[]): LedgerEntry[] {
  return sumEntries(rows.map(entryOfRow).filter((entry) => entry !== undefined));
}

/** A table of texts: the first columns to the left, those from `numbersFrom` on to the right. */
export function table(rows: readonly (readonly string[])[], numbersFrom: number): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < numbersFrom ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A part of a whole as a percentage with one digit. */
export function percent(part: bigint, whole: bigint): string {
  return whole === 0n ? '-' : `${(Number((part * 1_000_000n) / whole) / 10_000).toFixed(1)} %`;
}
