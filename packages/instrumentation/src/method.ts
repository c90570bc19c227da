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

// A name that is put together anew is flattened anew when it is encoded. There are few, unless a program makes its routes
// out of data.
const MAX_NAMES = 1000;
const routeNames = new Map<string, Map<string, string>>();

/** The name of a span that has a route: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name */
export function routeSpanName(method: string, route: string): string {
  let names = routeNames.get(method);
  if (names === undefined) {
    names = new Map();
    routeNames.set(method, names);
  }
  const known = names.get(route);
  if (known !== undefined) return known;
  const name = `${spanName(method)} ${route}`;
  if (names.size < MAX_NAMES) names.set(route, name);
  return name;
}

/** The name of a span that has no route: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name */
export function spanName(method: string): string {
  return method === OTHER ? 'HTTP' : method;
}
