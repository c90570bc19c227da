import { showValue } from './highlights.ts';
import type { ReceivedLog } from './received.ts';
import { layLine, type Piece, type Style, serviceStyle } from './style.ts';
import { escapeText } from './text.ts';
import { logTime } from './trace-assembler.ts';
import { formatTime } from './units.ts';

// https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
const LEVELS: [name: string, style: Style][] = [
  ['TRACE', 'dim'],
  ['DEBUG', 'dim'],
  ['INFO', 'green'],
  ['WARN', 'yellow'],
  ['ERROR', 'red'],
  ['FATAL', 'error'],
];

const MAX_ATTRIBUTES = 6;

// Where in the source a record was made, and what the line says already.
const QUIET_ATTRIBUTES = /^(?:code\.|log\.|event\.name$|exception\.stacktrace$|trace_id$|span_id$|trace_flags$)/;

// Lines are cut at the width of the terminal, and a program's own attributes may be many.
const OWNER = /^(?:tenant\.id|team\.name|cost_center\.id)$/;

function ownerFirst(attributes: [string, unknown][]): [string, unknown][] {
  return attributes.toSorted(([one], [other]) => Number(OWNER.test(other)) - Number(OWNER.test(one)));
}

/** Level, body and attributes of a log record, safe to print. */
export function logPieces(log: ReceivedLog): Piece[] {
  const level = LEVELS[Math.floor((log.severityNumber - 1) / 4)];
  const name = escapeText(log.severityText || (level?.[0] ?? '')).toUpperCase();
  // Before event names had a field of their own, instrumentations wrote them as an attribute.
  const event = escapeText(log.eventName || String(log.attributes['event.name'] ?? ''));
  const body = isEmpty(log.body) ? '' : showValue(log.body);
  const pieces: Piece[] = [{ text: name.padEnd(5), style: level?.[1] ?? 'dim' }];
  for (const text of [event, body]) if (text !== '') pieces.push({ text: ` ${text}` });
  const attributes = Object.entries(log.attributes).filter(([key]) => !QUIET_ATTRIBUTES.test(key));
  for (const [key, value] of ownerFirst(attributes).slice(0, MAX_ATTRIBUTES)) {
    pieces.push({ text: ` ${escapeText(key)}=${showValue(value)}`, style: 'dim' });
  }
  return pieces;
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
}

/** A resource's `service.name`, safe to print. */
export function serviceName(resource: Record<string, unknown>): string {
  return showValue(resource['service.name'] ?? 'unknown_service');
}

/** A log record that belongs to no trace, as one line for the terminal. */
export function formatLog(log: ReceivedLog, options: { color: boolean; width: number }): string {
  const service = serviceName(log.resource);
  const start: Piece[] = [
    { text: `${formatTime(logTime(log))} `, style: 'dim' },
    { text: `${service} `, style: serviceStyle(service) },
  ];
  return layLine([...start, ...logPieces(log)], options.width, options.color);
}
