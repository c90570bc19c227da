/**
 * Reads CSV by RFC 4180: quotes, commas and line breaks inside of them, with either kind of line end.
 *
 * @returns records by the names of the first line, each with the line that it begins on, counted from 1
 */
export function parseCsv(text: string): { line: number; record: Record<string, string> }[] {
  const rows = parseRows(text.replace(/^\uFEFF/, ''));
  const [header, ...others] = rows;
  if (header === undefined) return [];
  return others
    .filter(({ cells }) => cells.length > 1 || cells[0] !== '')
    .map(({ line, cells }) => ({
      line,
      record: Object.fromEntries(header.cells.map((name, index) => [name.trim(), cells[index] ?? ''])),
    }));
}

function parseRows(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  // A field, quoted or not, and what ends it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g;
  let line = 1;
  let row = { line, cells: [] as string[] };
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null || match.index !== start) break;
    const [whole, quoted, plain = '', end] = match;
    row.cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end !== ',') {
      rows.push(row);
      row = { line, cells: [] };
    }
    if (whole === '') break;
  }
  if (row.cells.length > 0) rows.push({ line: row.line, cells: [...row.cells, ''] });
  return rows;
}

/** Values as one line of CSV, quoted where they have to be. */
export function formatCsv(values: readonly string[]): string {
  return values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',');
}
