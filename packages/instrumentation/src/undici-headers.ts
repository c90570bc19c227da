/** What the channels of undici 5 to 8 publish of a request. */
export interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  readonly upgrade?: string | null;
  /** Lines of text in undici 5; names and values in turn in later versions. */
  headers: string | unknown[];
  addHeader?(name: string, value: string): void;
}

export function addHeader(request: UndiciRequest, name: string, value: string): void {
  if (typeof request.addHeader === 'function') request.addHeader(name, value);
  else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
  else request.headers.push(name, value);
}

/**
 * @param name in lower case
 * @returns every value of a header, undefined when there is none
 */
export function requestHeader({ headers }: UndiciRequest, name: string): string[] | undefined {
  if (typeof headers !== 'string') return valuesOf(headers, name);
  const lines = headers.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 && line.slice(0, colon).toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
  return lines.length > 0 ? lines : undefined;
}

/** The same of raw headers, where names and values take turns as text or bytes. */
export function valuesOf(raw: readonly unknown[], name: string): string[] | undefined {
  let found: string[] | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const key = raw[index];
    if ((key as { length: number }).length !== name.length || String(key).toLowerCase() !== name) continue;
    const value = raw[index + 1];
    found ??= [];
    if (Array.isArray(value)) found.push(...value.map(String));
    else found.push(String(value));
  }
  return found;
}
