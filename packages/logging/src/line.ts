import { type Context, trace } from '@opentelemetry/api';
import { ATTR_COMPONENT, ATTR_COST_CENTER_ID, ATTR_LOG_CATEGORY, ATTR_LOG_TAGS } from '@spanwise/semconv';
import { type Category, categoryOf } from './category.ts';
import { type ErrorFields, errorFields } from './error-fields.ts';
import { type Severity, severityOf } from './levels.ts';
import { requestAttributes } from './request-context.ts';
import type { Service } from './service.ts';

/** A line before it is text or a record: what is written, and what is exported. */
export interface Line {
  time: Date;
  severity: Severity;
  category: Category;
  message: string;
  /** What the program says of it, and what is known of the request, by the names of attributes. */
  attributes: Readonly<Record<string, unknown>>;
  error: ErrorFields | undefined;
  context: Context;
}

/** What the program hands to a logger. */
export interface Entry {
  level: string;
  message: unknown;
  /** Fields by the names that the program gives them. */
  fields: Readonly<Record<string, unknown>>;
  error: unknown;
}

/** What a logger adds to each of its lines. */
export interface Origin {
  name: string;
  category: Category | undefined;
  service: Service;
  /** Names that callers are believed. */
  baggage: readonly string[];
}

/** Names of lines, where attributes have others by the semantic conventions. */
const lineNames: Readonly<Record<string, string>> = {
  [ATTR_COST_CENTER_ID]: 'cost.center',
  'http.request.method': 'http.method',
  'http.response.status_code': 'http.status_code',
  [ATTR_LOG_TAGS]: 'tags',
};

const attributeNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(lineNames).map(([attribute, name]) => [name, attribute]),
);

/** Puts together what a logger was handed, what it adds, and what is known of the request. */
export function createLine({ level, message, fields, error }: Entry, origin: Origin, context: Context): Line {
  const severity = severityOf(level);
  const attributes: Record<string, unknown> = {
    ...origin.service.owner,
    ...requestAttributes(context, origin.baggage),
  };
  for (const key in fields) {
    const name = attributeNames[key] ?? key;
    const value = fields[key];
    if (value === undefined) continue;
    attributes[name] = name === ATTR_LOG_TAGS ? tagsOf(attributes[name], value) : value;
  }
  const category = categoryOf(attributes, origin.category, severity.number);
  attributes[ATTR_LOG_CATEGORY] = category;
  attributes[ATTR_COMPONENT] = origin.name;
  return {
    time: new Date(),
    severity,
    category,
    message: typeof message === 'string' ? message : String(message ?? ''),
    attributes,
    error: error === undefined ? undefined : errorFields(error),
    context,
  };
}

/**
 * The fields of a line of JSON, in the order that people read them. A field of the program that has the name of one of
 * ours is kept under `fields.<name>`.
 */
export function lineFields(
  { time, severity, message, attributes, error, context }: Line,
  service: Service,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    '@timestamp': time.toISOString(),
    log_level: severity.name,
    message,
    ...service.names,
  };
  const span = trace.getSpanContext(context);
  if (span !== undefined) {
    fields['trace.id'] = span.traceId;
    fields['trace.span_id'] = span.spanId;
  }
  if (error !== undefined) {
    fields['error.type'] = error.type;
    fields['error.message'] = error.message;
    fields['error.stack'] = error.stack;
    fields['error.causes'] = error.causes;
  }
  for (const key in attributes) {
    const name = lineNames[key] ?? key;
    fields[Object.hasOwn(fields, name) ? `fields.${name}` : name] = attributes[key];
  }
  return fields;
}

function tagsOf(outer: unknown, own: unknown): string[] {
  return [outer, own].flatMap((tags) =>
    tags === undefined ? [] : Array.isArray(tags) ? tags.map(String) : [String(tags)],
  );
}
