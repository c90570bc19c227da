import { readFileSync } from 'node:fs';
import type { RecordedSpan } from '@spanwise/sampling';
import { decodeRequest } from './decode.ts';
import type { ReceivedAttributes, ReceivedSpan } from './received.ts';
import { UsageError } from './usage.ts';

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/**
 * Reads the spans of a recording: OTLP as JSON, one request or one a line as the collector's file exporter writes it, OTLP
 * as protobuf, or what `spanwise dev --json` prints. Logs and metrics among it are passed over.
 *
 * @throws UsageError when the file cannot be read, or has no span in it
 */
export function readRecording(file: string): RecordedSpan[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const spans = isJson(bytes) ? jsonSpans(file, bytes) : otlpSpans(file, 'application/x-protobuf', bytes);
  if (spans.length === 0) throw new UsageError(`${file}: there is no span in it`);
  return spans.map(toRecorded);
}

function isJson(bytes: Buffer): boolean {
  return /^\s*\{/.test(bytes.toString('latin1', 0, 100));
}

function jsonSpans(file: string, bytes: Buffer): ReceivedSpan[] {
  const lines = bytes.toString('utf8').split('\n');
  const isWhole = !lines.every((line) => line.trim() === '' || /^\s*\{.*\}\s*$/.test(line));
  const texts = isWhole ? [bytes.toString('utf8')] : lines.filter((line) => line.trim() !== '');
  return texts.flatMap((text, index) => {
    const place = isWhole ? file : `${file}:${index + 1}`;
    if (/^\s*\{\s*"type"/.test(text)) return printedSpans(place, text);
    if (!text.includes('"resourceSpans"')) return [];
    return otlpSpans(place, 'application/json', Buffer.from(text));
  });
}

function otlpSpans(place: string, type: Parameters<typeof decodeRequest>[1], body: Uint8Array): ReceivedSpan[] {
  try {
    const batch = decodeRequest('traces', type, body);
    return batch.signal === 'traces' ? batch.spans : [];
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`);
  }
}

interface PrintedTrace {
  type: string;
  resources: ReceivedAttributes[];
  spans: (Omit<ReceivedSpan, 'resource' | 'startTimeUnixNano' | 'endTimeUnixNano'> & {
    resource: number;
    startTimeUnixNano: string;
    endTimeUnixNano: string;
  })[];
}

/** A line of `spanwise dev --json`. */
function printedSpans(place: string, text: string): ReceivedSpan[] {
  let printed: PrintedTrace;
  try {
    printed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`);
  }
  if (printed.type !== 'trace') return [];
  return printed.spans.map((span) => ({
    ...span,
    resource: printed.resources[span.resource] ?? {},
    startTimeUnixNano: BigInt(span.startTimeUnixNano),
    endTimeUnixNano: BigInt(span.endTimeUnixNano),
  }));
}

function toRecorded(span: ReceivedSpan): RecordedSpan {
  const { traceId, spanId, parentSpanId, traceState, name, attributes, resource } = span;
  const instance = resource['service.instance.id'];
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    name,
    kind: Math.max(0, KINDS.indexOf(span.kind)),
    startMillis: Number(span.startTimeUnixNano) / 1e6,
    endMillis: Number(span.endTimeUnixNano) / 1e6,
    attributes,
    isError: span.status.code === 'ERROR',
    service: String(resource['service.name'] ?? ''),
    instance: instance === undefined ? undefined : String(instance),
    bytes: bytesOf(span),
  };
}

/** Bytes of a span as OTLP protobuf, roughly: what repeats in every span, and its texts. */
function bytesOf({ name, attributes, events, links }: ReceivedSpan): number {
  let bytes = 80 + name.length + 60 * links.length;
  for (const map of [attributes, ...events.map((event) => event.attributes)]) {
    for (const [key, value] of Object.entries(map)) bytes += 8 + key.length + String(value).length;
  }
  return bytes + events.reduce((sum, event) => sum + 14 + event.name.length, 0);
}
