import type { ReceivedLog, ReceivedSpan } from '../src/received.ts';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Nanoseconds since 1970 at which the traces of tests start. */
const START = 1_700_000_000_000_000_000n;

/** A time in milliseconds after `START`. */
export const at = (milliseconds: number): bigint => START + BigInt(Math.round(milliseconds * 1e6));

export interface SpanInput extends Partial<Omit<ReceivedSpan, 'spanId' | 'parentSpanId' | 'status'>> {
  id: string;
  parent?: string;
  service?: string;
  /** Start and end in milliseconds after `START`. */
  from?: number;
  to?: number;
  error?: string;
}

const toId = (id: string): string => id.padStart(16, '0');

/** A span as the receiver gives it, from the little that a test cares for. */
export function makeSpan(input: SpanInput): ReceivedSpan {
  const { id, parent, service = 'shop', from = 0, to = 1, error, ...fields } = input;
  return {
    traceId: TRACE_ID,
    spanId: toId(id),
    ...(parent !== undefined && { parentSpanId: toId(parent) }),
    traceState: '',
    flags: 1,
    name: 'work',
    kind: 'INTERNAL',
    startTimeUnixNano: at(from),
    endTimeUnixNano: at(to),
    attributes: {},
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: error === undefined ? { code: 'UNSET', message: '' } : { code: 'ERROR', message: error },
    resource: { 'service.name': service },
    scope: { name: 'test', version: '' },
    ...fields,
  };
}

/** A log record as the receiver gives it. `span` is the id of its span. */
export function makeLog(input: Partial<ReceivedLog> & { span?: string; when?: number }): ReceivedLog {
  const { span, when = 0, ...fields } = input;
  return {
    timeUnixNano: at(when),
    observedTimeUnixNano: at(when),
    severityNumber: 9,
    severityText: 'info',
    body: 'hello',
    eventName: '',
    attributes: {},
    droppedAttributesCount: 0,
    ...(span !== undefined && { traceId: TRACE_ID, spanId: toId(span) }),
    flags: span === undefined ? 0 : 1,
    resource: { 'service.name': 'shop' },
    scope: { name: 'test', version: '' },
    ...fields,
  };
}
