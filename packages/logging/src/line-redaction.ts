import { plainValues } from './json.ts';
import type { Line } from './line.ts';
import type { Redactor } from './redactor.ts';

/** What takes out of texts and attributes what must not leave the process. */
export type LineRedactor = Pick<Redactor, 'text' | 'attributes'>;

/** A line as it may be written. Objects of the program are replaced, not changed. */
export function redactLine(redactor: LineRedactor, line: Line): Line {
  const { message, attributes, error } = line;
  const { text } = redactor;
  return {
    ...line,
    message: text(message),
    // Errors and the like show what is in them only as plain values.
    attributes: redactor.attributes(plainValues(attributes)),
    error: error && {
      type: text(error.type),
      message: text(error.message),
      ...(error.stack !== undefined && { stack: text(error.stack) }),
      ...(error.causes !== undefined && { causes: error.causes.map(text) }),
    },
  };
}
