import type { Span } from '@opentelemetry/api';

/**
 * @param side of the attributes' names: `http.request.header.<name>` or `http.response.header.<name>`
 * @param names of headers, in lower case
 * @returns what records these headers; undefined when there are none to record.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/http/
 */
export function headerCapture(
  side: 'request' | 'response',
  names: readonly string[],
): ((span: Span, header: (name: string) => unknown) => void) | undefined {
  if (names.length === 0) return undefined;
  const keys = names.map((name) => [name, `http.${side}.header.${name}`] as const);
  return (span, header) => {
    for (const [name, key] of keys) {
      const value = header(name);
      if (value !== undefined) span.setAttribute(key, Array.isArray(value) ? value.map(String) : [String(value)]);
    }
  };
}
