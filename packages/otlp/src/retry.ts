import { type PartialSuccess, printable } from './partial-success.ts';
import { type FieldValue, readFields } from './wire.ts';

/** How one request ended. `errorType` is what `error.type` of the semantic conventions wants: short and few. */
export type Answer =
  | { outcome: 'delivered'; partial: PartialSuccess | undefined }
  | Failure
  /** The server will never take it. */
  | { outcome: 'refused'; errorType: string; message: string; tooLarge: boolean };

/** It may work later. */
export interface Failure {
  outcome: 'retry';
  errorType: string;
  message: string;
  /** The server's own wish: Retry-After or RetryInfo. */
  afterMillis?: number | undefined;
  /** Nobody listens there, the name is unknown or the certificate not trusted: a short wait seldom changes that. */
  unreachable?: boolean;
}

/** Longest wait that a server's Retry-After can ask for; one small probe a minute hurts nobody. */
export const maxRetryAfterMillis = 60_000;

const retryableStatus = new Set([429, 502, 503, 504]);
const unreachableCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);

/** Codes of a certificate that the TLS handshake did not accept: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export const certificateCode: RegExp = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

/** https://opentelemetry.io/docs/specs/otlp/#failures-1 */
const retryableGrpc = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

const grpcCodes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/**
 * Wait before attempt `attempt` (1 is the first retry) of a long-lived process: one quick retry, then 1 s growing by
 * half to 5 s, each with a fifth of jitter either way.
 */
export function backoffMillis(attempt: number): number {
  const base = attempt <= 1 ? 100 : Math.min(5_000, 1_000 * 1.5 ** (attempt - 2));
  return base * (0.8 + 0.4 * Math.random());
}

/** Judges an HTTP status other than 2xx: https://opentelemetry.io/docs/specs/otlp/#failures-2 */
export function fromHttpStatus(status: number, reason: string, detail: string, retryAfter: string | undefined): Answer {
  const message = [`${status} ${reason}`.trim(), detail].filter(Boolean).join(': ');
  const errorType = String(status);
  if (!retryableStatus.has(status)) return { outcome: 'refused', errorType, message, tooLarge: status === 413 };
  return { outcome: 'retry', errorType, message, afterMillis: parseRetryAfter(retryAfter) };
}

/** Judges a gRPC status other than OK, given the `google.rpc.Status` of its trailer when there was one. */
export function fromGrpcStatus(code: number, text: string, details: Uint8Array | undefined): Answer {
  const errorType = grpcCodes[code] ?? 'UNKNOWN';
  const message = text === '' ? errorType : `${errorType}: ${text}`;
  const afterMillis = details === undefined ? undefined : readRetryInfo(details);
  if (errorType === 'RESOURCE_EXHAUSTED' && afterMillis === undefined) {
    return { outcome: 'refused', errorType, message, tooLarge: true };
  }
  if (errorType !== 'RESOURCE_EXHAUSTED' && !retryableGrpc.has(errorType)) {
    return { outcome: 'refused', errorType, message, tooLarge: false };
  }
  return { outcome: 'retry', errorType, message, afterMillis };
}

/** An exception of what a request is made from, such as a header that HTTP forbids or a key of another certificate. */
export function refusal(error: unknown): Answer {
  const { errorType, message } = fromError(error);
  return { outcome: 'refused', errorType, message, tooLarge: false };
}

/** An exception of the socket, the resolver or the TLS handshake. */
export function fromError(error: unknown): Failure {
  // With several addresses tried, Node throws an AggregateError whose own message is empty; a call on an HTTP/2
  // connection that fails knows the reason as its cause.
  const outer = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const first = outer instanceof AggregateError ? (outer.errors[0] ?? outer) : outer;
  const { code, name, message, reason }: SocketError = first instanceof Error ? first : new Error(String(first));
  return {
    outcome: 'retry',
    errorType: code ?? name,
    message: printable(reason ?? message) || code || name,
    unreachable: code !== undefined && (unreachableCodes.has(code) || certificateCode.test(code)),
  };
}

/** OpenSSL's errors have their readable part in `reason`. */
interface SocketError extends NodeJS.ErrnoException {
  reason?: string;
}

export function timedOut(millis: number): Failure {
  return { outcome: 'retry', errorType: 'timeout', message: `no answer within ${Math.round(millis)} ms` };
}

/** Retry-After, in seconds or as a date, in milliseconds from now; bounded, and undefined when it says nothing. */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  const millis = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(millis) ? undefined : Math.min(Math.max(millis, 0), maxRetryAfterMillis);
}

/** The retry_delay of a google.rpc.RetryInfo among the details of a google.rpc.Status, in milliseconds; bounded. */
export function readRetryInfo(status: Uint8Array): number | undefined {
  let millis: number | undefined;
  for (const any of messages(status, 3)) {
    const type = messages(any, 1)[0];
    if (type === undefined || !new TextDecoder().decode(type).endsWith('/google.rpc.RetryInfo')) continue;
    millis = 0;
    const duration = messages(any, 2).flatMap((info) => messages(info, 1))[0];
    if (duration === undefined) continue;
    readFields(duration, (field, value) => {
      if (typeof value !== 'number') return;
      if (field === 1) millis! += value * 1000;
      if (field === 2) millis! += value / 1e6;
    });
  }
  return millis === undefined ? undefined : Math.min(Math.max(millis, 0), maxRetryAfterMillis);
}

function messages(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  readFields(bytes, (field: number, value: FieldValue) => {
    if (field === wanted && typeof value !== 'number') found.push(value);
  });
  return found;
}
