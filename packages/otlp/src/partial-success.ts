import { fieldText, readFields } from './wire.ts';

/** What an OTLP response says of a request that it accepted only in part. */
export interface PartialSuccess {
  /** Spans, log records or data points that the server did not take. */
  rejected: number;
  /** The server's own words; with `rejected` 0 a warning. */
  message: string;
}

const maxMessageLength = 300;

/**
 * Reads the `partial_success` of an Export*ServiceResponse, the same for every signal:
 * https://opentelemetry.io/docs/specs/otlp/#partial-success-1. Bytes that are no such message count as full success,
 * because the status already said that the request was accepted. Never throws.
 */
export function readPartialSuccess(body: Uint8Array, json: boolean): PartialSuccess | undefined {
  if (body.length === 0) return undefined;
  const partial = json ? fromJson(body) : fromProtobuf(body);
  return partial !== undefined && (partial.rejected > 0 || partial.message !== '') ? partial : undefined;
}

function fromProtobuf(body: Uint8Array): PartialSuccess | undefined {
  const partial = { rejected: 0, message: '' };
  const whole = readFields(body, (field, value) => {
    if (field !== 1 || typeof value === 'number') return;
    readFields(value, (inner, innerValue) => {
      if (inner === 1 && typeof innerValue === 'number') partial.rejected = Math.max(0, innerValue);
      if (inner === 2) partial.message = printable(fieldText(innerValue));
    });
  });
  return whole ? partial : undefined;
}

function fromJson(body: Uint8Array): PartialSuccess | undefined {
  const { partialSuccess } = parseJson(body);
  if (typeof partialSuccess !== 'object' || partialSuccess === null) return undefined;
  const fields = partialSuccess as Record<string, unknown>;
  // int64 is a string in the JSON mapping of protobuf; servers send numbers as well.
  const rejected = Number(fields.rejectedSpans ?? fields.rejectedDataPoints ?? fields.rejectedLogRecords ?? 0);
  return { rejected: rejected > 0 ? Math.floor(rejected) : 0, message: printable(String(fields.errorMessage ?? '')) };
}

/**
 * The message of a failure's body: a google.rpc.Status in protobuf or JSON as OTLP wants it, or the first words of the
 * plain text that proxies send. '' when there is none to show. Never throws.
 */
export function readFailureMessage(body: Uint8Array, contentType: string): string {
  if (contentType.includes('json')) {
    const { message } = parseJson(body);
    return typeof message === 'string' ? printable(message) : '';
  }
  if (contentType.includes('protobuf')) {
    let message = '';
    readFields(body, (field, value) => {
      if (field === 2) message = fieldText(value);
    });
    return printable(message);
  }
  return contentType.startsWith('text/plain') ? printable(new TextDecoder().decode(body)) : '';
}

/** A stranger's text as it may stand on a terminal: one line, no control characters, bounded. */
export function printable(text: string): string {
  const line = text
    .slice(0, 4 * maxMessageLength)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > maxMessageLength ? `${line.slice(0, maxMessageLength)}…` : line;
}

function parseJson(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
