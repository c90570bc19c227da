import type { Span } from '@opentelemetry/api';

// SpanStatusCode of the API, which is a TypeScript enum.
const ERROR = 2;

/**
 * The value of `error.type` for what was thrown: the code that Node.js gives its errors (`ECONNREFUSED`), or the name of
 * the error.
 */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : 'Error';
}

/** Marks a span as failed by an error. */
export function recordFailure(span: Span, error: unknown): void {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  span.setAttribute('error.type', errorType(error));
  span.setStatus({ code: ERROR, message: typeof message === 'string' ? message : String(error) });
  span.recordException(error as Error);
}

/** Marks a span as failed by the status of the response. */
export function recordErrorStatus(span: Span, status: number): void {
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: ERROR });
}
