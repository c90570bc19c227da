import { type Baggage, type Context, propagation } from '@opentelemetry/api';
import { MASK, type Redactor } from './redactor.ts';

interface Event {
  readonly name: string;
  readonly attributes?: object;
}

interface Link {
  readonly attributes?: object;
}

/** A span at its end, of the native engine, whose attributes are two lists, or of an SDK. */
export interface RedactableSpan {
  name: string;
  attributes: Record<string, unknown>;
  readonly attributeKeys?: readonly string[];
  readonly attributeValues?: unknown[];
  readonly attributeMap?: Record<string, unknown> | undefined;
  events: Event[];
  readonly eventList?: readonly Event[] | undefined;
  links: Link[];
  readonly linkList?: readonly Link[] | undefined;
  status: { message?: string };
  readonly statusMessage?: string | undefined;
}

/**
 * Redacts all that a span says, in its place: name, attributes, events, links and the message of its status. Objects that
 * may be the program's are replaced and not changed. Where that fails, the span says nothing.
 */
export function redactSpan(redactor: Redactor, span: RedactableSpan): void {
  try {
    const { name } = span;
    const kept = redactor.name(name);
    if (kept !== name) span.name = kept;
    redactSpanAttributes(redactor, span);
    // To read the objects of a native span makes them.
    const isNative = span.attributeKeys !== undefined;
    if (!isNative || span.eventList !== undefined) redactEach(span.events, (event) => redactEvent(redactor, event));
    if (!isNative || span.linkList !== undefined) redactEach(span.links, (link) => redactLink(redactor, link));
    const message = isNative ? span.statusMessage : span.status.message;
    if (message !== undefined) {
      const keptMessage = redactor.text(message);
      if (keptMessage !== message) span.status = { ...span.status, message: keptMessage };
    }
  } catch {
    Object.assign(span, { name: MASK, attributes: {}, events: [], links: [] });
  }
}

function redactSpanAttributes(redactor: Redactor, span: RedactableSpan): void {
  const keys = span.attributeKeys;
  if (keys === undefined || span.attributeMap !== undefined) {
    redactor.attributesInPlace(span.attributes);
  } else if (redactor.lists(keys, span.attributeValues!)) {
    const { attributes } = span;
    for (const key of Object.keys(attributes)) if (attributes[key] === undefined) delete attributes[key];
  }
}

function redactEach<T>(items: T[], redact: (item: T) => T): void {
  for (let index = 0; index < items.length; index++) {
    const item = items[index]!;
    const kept = redact(item);
    if (kept !== item) items[index] = kept;
  }
}

function redactEvent(redactor: Redactor, event: Event): Event {
  const name = redactor.name(event.name);
  const attributes = event.attributes && redactor.attributes(event.attributes);
  return name === event.name && attributes === event.attributes ? event : { ...event, name, attributes: attributes! };
}

function redactLink(redactor: Redactor, link: Link): Link {
  const attributes = link.attributes && redactor.attributes(link.attributes);
  return attributes === link.attributes ? link : { ...link, attributes: attributes! };
}

/** A log record while processors may change it. */
export interface RedactableLog {
  body?: unknown;
  eventName?: string | undefined;
  severityText?: string | undefined;
  readonly attributes: object;
}

/** Redacts all that a log record says, in its place. */
export function redactLog(redactor: Redactor, record: RedactableLog): void {
  const { body, eventName, severityText } = record;
  const kept = redactor.content(body);
  if (kept !== body) record.body = kept;
  if (eventName !== undefined) record.eventName = redactor.name(eventName);
  if (severityText !== undefined) record.severityText = redactor.name(severityText);
  redactor.attributesInPlace(record.attributes as Record<string, unknown>);
}

/** The context with what may leave of its baggage; the same one when that is all. */
export function redactBaggage(redactor: Redactor, context: Context): Context {
  const baggage = propagation.getBaggage(context);
  if (baggage === undefined) return context;
  let kept: Baggage = baggage;
  for (const [key, entry] of baggage.getAllEntries()) {
    const value = redactor.value(key, entry.value);
    if (value === entry.value) continue;
    kept = value === undefined ? kept.removeEntry(key) : kept.setEntry(key, { ...entry, value: String(value) });
  }
  return kept === baggage ? context : propagation.setBaggage(context, kept);
}
