/** The value of `http.request.method` for methods that are not known; their spans are called `HTTP`. */
const OTHER = '_OTHER';

/**
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#common-attributes
 *
 * @param known methods that keep their name, as they are written
 * @returns what gives `http.request.method` for the method of a request: the method, or `_OTHER`
 */
export function methodNames(known: readonly string[]): (method: string) => string {
  const names = new Set(known);
  return (method) => {
    if (names.has(method)) return method;
    const upper = method.toUpperCase();
    return names.has(upper) ? upper : OTHER;
  };
}

/** The name of a span that has no route: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name */
export function spanName(method: string): string {
  return method === OTHER ? 'HTTP' : method;
}
