import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.ts';
import { type FocusOptions, type FocusRow, focusRow } from './focus.ts';
import { focusColumns } from './focus-columns.ts';
import type { LedgerEntry } from './ledger.ts';

/** A file of rows in the columns of FOCUS, which several processes may write at once. */
export interface LedgerFile {
  /**
   * Appends entries with one write, so that a process that is killed leaves whole rows or none.
   * @throws when the file cannot be written
   */
  append(entries: readonly LedgerEntry[]): void;
}

/**
 * @param path CSV when it ends with `.csv`, else lines of JSON
 */
export function createLedgerFile(path: string, options: FocusOptions): LedgerFile {
  const isCsv = /\.csv$/i.test(path);
  return {
    append(entries) {
      if (entries.length === 0) return;
      const rows = entries.map((entry) => focusRow(entry, options));
      const text = isCsv
        ? formatRows(rows, options.version, isEmpty(path))
        : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      appendFileSync(path, text);
    },
  };
}

/** Rows as CSV, with the names of the columns first or without. */
export function formatRows(
  rows: readonly FocusRow[],
  version: FocusOptions['version'] = '1.4',
  withNames = true,
): string {
  const names = focusColumns(version).map(({ name }) => name);
  const lines = rows.map((row) => formatCsv(names.map((name) => row[name] ?? '')));
  return [...(withNames ? [formatCsv(names)] : []), ...lines].map((line) => `${line}\n`).join('');
}

function isEmpty(path: string): boolean {
  try {
    return statSync(path).size === 0;
  } catch {
    return true;
  }
}

/**
 * Reads the rows of a ledger file, or of a bill in the columns of FOCUS.
 *
 * @returns the rows, and a line for each that cannot be read
 * @throws when the file cannot be opened
 */
export function readLedgerFile(path: string): { rows: FocusRow[]; warnings: string[] } {
  const text = readFileSync(path, 'utf8');
  if (/\.csv$/i.test(path)) {
    const rows = parseCsv(text).map(({ record }) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')),
    );
    return { rows, warnings: [] };
  }
  const rows: FocusRow[] = [];
  const warnings: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push(textsOf(JSON.parse(line)));
    } catch {
      warnings.push(`${path}:${index + 1}: expected a row as JSON, got ${JSON.stringify(line.slice(0, 60))}; left out`);
    }
  }
  return { rows, warnings };
}

/** What is null in JSON is not there in a row. */
function textsOf(values: Record<string, unknown>): FocusRow {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(
    known.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
