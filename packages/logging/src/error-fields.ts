/** An error as fields of a line. */
export interface ErrorFields {
  type: string;
  message: string;
  stack?: string;
  /** What caused it, the nearest first, each with its type and message. */
  causes?: string[];
}

/** A cause may be its own cause. */
const MAX_CAUSES = 10;

/** Takes an error apart; anything can be thrown. */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: text(error) };
  const fields: ErrorFields = { type: typeOf(error), message: text(error.message) };
  if (typeof error.stack === 'string') fields.stack = error.stack;
  const causes = causesOf(error);
  if (causes.length > 0) fields.causes = causes;
  return fields;
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  const waiting: unknown[] = nextOf(error);
  while (waiting.length > 0 && causes.length < MAX_CAUSES) {
    const cause = waiting.shift();
    causes.push(cause instanceof Error ? `${typeOf(cause)}: ${text(cause.message)}` : text(cause));
    if (cause instanceof Error) waiting.push(...nextOf(cause));
  }
  return causes;
}

function nextOf(error: Error): unknown[] {
  const parts = error instanceof AggregateError ? error.errors : [];
  return error.cause === undefined ? [...parts] : [error.cause, ...parts];
}

/** The name that errors of the program have, also where the class has not set it. */
function typeOf(error: Error): string {
  const { name } = error;
  return typeof name === 'string' && name !== 'Error' ? name : (error.constructor?.name ?? 'Error');
}

function text(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'an object without a text';
  }
}
