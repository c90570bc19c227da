import { styleText } from 'node:util';
import { toJson } from './json.ts';
import type { Severity } from './levels.ts';
import type { Line } from './line.ts';

const colors: Readonly<Record<Severity['name'], Parameters<typeof styleText>[0]>> = {
  DEBUG: 'gray',
  INFO: 'green',
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: ['bold', 'red'],
};

/** What people know of their terminal. */
const left: ReadonlySet<string> = new Set(['component', 'log.category']);

/**
 * A line for people: time, level, logger, message, fields, and the stack of an error below it. Line breaks and control
 * characters of the program are shown, not obeyed: a message cannot pretend to be another line.
 */
export function textLine(
  { time, severity, message, attributes, error }: Line,
  name: string,
  isColored: boolean,
): string {
  const paint: typeof styleText = (format, text) =>
    isColored ? styleText(format, text, { validateStream: false }) : text;
  const fields: Record<string, unknown> = {};
  for (const key in attributes) if (!left.has(key)) fields[key] = attributes[key];
  const parts = [
    paint('dim', time.toISOString()),
    paint(colors[severity.name], severity.name.padEnd(8)),
    paint('cyan', printable(name)),
    printable(message),
  ];
  for (const [key, value] of Object.entries(fields)) {
    const text = typeof value === 'string' && !/[\s"]/.test(value) ? value : toJson({ value }).slice(9, -1);
    parts.push(paint('dim', `${printable(key)}=${printable(text)}`));
  }
  const lines = [parts.join(' ')];
  if (error !== undefined) {
    const stack = error.stack ?? `${error.type}: ${error.message}`;
    lines.push(...stack.split('\n').map((line) => `    ${printable(line.trimStart())}`));
    for (const cause of error.causes ?? []) lines.push(`    caused by ${printable(cause)}`);
  }
  return lines.join('\n');
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\x7f-\x9f]$/, '?'),
  );
}
