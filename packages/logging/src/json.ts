import { inspect } from 'node:util';
import type { AnyValue } from '@opentelemetry/api';
import { errorFields } from './error-fields.ts';

/**
 * A value as one line of JSON, whatever it is: errors, maps and sets, large integers, circles and getters that throw.
 *
 * @param fields an object of ours, whose values are the program's
 */
export function toJson(fields: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(fields, plain);
  } catch {
    // One of the values: the others stay as they are.
    const safe = Object.entries(fields).map(([key, value]) => [key, jsonOf(value)]);
    return JSON.stringify(Object.fromEntries(safe));
  }
}

function jsonOf(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, plain);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return shown(value);
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Map || value instanceof Set) return [...value];
  return value;
}

function shown(value: unknown): string {
  try {
    return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY });
  } catch {
    return 'a value that cannot be shown';
  }
}

/** Values that JSON has a form for; copies, since the program may change its objects later. */
export function plainValues(attributes: Readonly<Record<string, unknown>>): Record<string, AnyValue> {
  const copies: Record<string, AnyValue> = {};
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') copies[key] = value;
    else copies[key] = JSON.parse(toJson({ value })).value;
  }
  return copies;
}
