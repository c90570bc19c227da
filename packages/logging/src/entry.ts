import type { Entry } from './line.ts';

/** What winston and those who patch it put on what they pass on. */
const LEVEL: unique symbol = Symbol.for('level');
const SPLAT: unique symbol = Symbol.for('splat');

/** What passes through a logger of winston. */
export interface Info {
  level: string;
  message: unknown;
  [LEVEL]?: string;
  [SPLAT]?: unknown[];
  [key: string]: unknown;
}

/** Fields of winston itself, ours for one call, and those that upstream's instrumentation adds. */
const ours: ReadonlySet<string> = new Set(['level', 'message', 'stack', 'cause', 'sampleKey', 'category', 'splat']);
const added: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'trace_flags']);

/**
 * Finds level, message, fields and error in what winston passes on, in each way that it can be called: with a text, an
 * error, a text and fields, a text and an error, an object, and an error among the fields (`error`, `err`).
 */
export function entryOf(info: Info): Entry {
  const error = errorOf(info);
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(info)) {
    if (ours.has(key) || added.has(key) || info[key] === error) continue;
    fields[key] = info[key];
  }
  if (info.category !== undefined) fields['log.category'] = info.category;
  const message = info.message instanceof Error ? info.message.message : info.message;
  return { level: info[LEVEL] ?? info.level, message, fields, error };
}

function errorOf(info: Info): unknown {
  if (info instanceof Error) return info;
  const { message, error, err, stack, cause } = info;
  for (const each of [message, error, err, ...(info[SPLAT] ?? [])]) if (each instanceof Error) return each;
  if (typeof stack !== 'string') return undefined;
  // What a child logger of winston leaves of an error.
  const [first = ''] = stack.split('\n');
  const name = /^[\w$.]+(?=:|$)/.exec(first)?.[0] ?? 'Error';
  return Object.assign(new Error(String(message), { cause }), { name, stack });
}
