import type { Line } from './line.ts';
import type { Redactor } from './redactor.ts';

/** A line as it may be written. */
export interface RedactedLine {
  line: Line;
  /** Redacts the line as text once more, when it has objects in it, which only then show what they say. */
  finish(text: string): string;
}

/** Takes out of a line what must not leave the process: files and consoles are read by others, too. */
export function redactLine(redactor: Redactor, line: Line): RedactedLine {
  const { message, attributes, error } = line;
  const text = redactor.text;
  return {
    line: {
      ...line,
      message: text(message),
      attributes: redactor.attributes(attributes),
      error: error && {
        ...error,
        message: text(error.message),
        ...(error.stack !== undefined && { stack: text(error.stack) }),
        ...(error.causes !== undefined && { causes: error.causes.map(text) }),
      },
    },
    finish: Object.values(attributes).some((value) => typeof value === 'object' && value !== null) ? text : asItIs,
  };
}

function asItIs(text: string): string {
  return text;
}
