import type { Machine } from '../machine.ts';
import type { Spread } from '../spread.ts';

/** A table of Markdown; the columns after the first `names` hold figures, aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], names = 1): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(names)}${'---:|'.repeat(head.length - names)}`, ...rows.map(line)].join('\n');
}

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

export function ratio(number: number | undefined): string {
  return number === undefined ? '' : `${number.toFixed(2)}x`;
}

/** The middle and, in brackets, the quartiles. */
export function spreadText({ median, q1, q3 }: Spread): string {
  return `${count(median)} (${count(q1)} to ${count(q3)})`;
}

/** Where and when, as a part of a sentence. */
export function machineText({ date, node, cpu, cores, memoryGib, system }: Machine): string {
  return `on ${date} with Node.js ${node}, ${cpu}, ${cores} cores, ${memoryGib} GiB, ${system}`;
}
