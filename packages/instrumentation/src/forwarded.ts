import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { parseAuthority } from './authority.ts';
import { requestHeader } from './request-header.ts';

/** What proxies say of the request as the first of them got it; undefined where they say nothing. */
export interface Forwarded {
  /** The address of the client. */
  client: string | undefined;
  /** The Host header that the client sent. */
  host: string | undefined;
  scheme: string | undefined;
}

/** Whether there is a header that `readForwarded` reads. */
export function isForwarded(request: IncomingMessage): boolean {
  return (
    requestHeader(request, 'x-forwarded-for') !== undefined ||
    requestHeader(request, 'x-forwarded-proto') !== undefined ||
    requestHeader(request, 'x-forwarded-host') !== undefined ||
    requestHeader(request, 'forwarded') !== undefined
  );
}

/**
 * Reads `Forwarded` (https://www.rfc-editor.org/rfc/rfc7239) before `X-Forwarded-For`, `-Host` and `-Proto`, and of
 * several values the first, as the conventions ask:
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#setting-serveraddress-and-serverport-attributes
 */
export function readForwarded(headers: IncomingHttpHeaders): Forwarded {
  const pairs = headers.forwarded === undefined ? undefined : firstPairs(headers.forwarded);
  const client = pairs?.get('for') ?? first(headers['x-forwarded-for']);
  const scheme = (pairs?.get('proto') ?? first(headers['x-forwarded-proto']))?.toLowerCase();
  return {
    client: client === undefined ? undefined : parseAuthority(client).host,
    host: pairs?.get('host') ?? first(headers['x-forwarded-host']),
    scheme: scheme === 'http' || scheme === 'https' ? scheme : undefined,
  };
}

function first(header: string | string[] | undefined): string | undefined {
  const [text = ''] = Array.isArray(header) ? header : [header];
  const comma = text.indexOf(',');
  return (comma < 0 ? text : text.slice(0, comma)).trim() || undefined;
}

// `for=192.0.2.60;proto=http, for="[2001:db8::1]:4711"`: the first value of each name counts.
const PAIR = /([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))/g;

function firstPairs(header: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const [, name, quoted, token] of header.matchAll(PAIR)) {
    const key = name!.toLowerCase();
    const value = quoted === undefined ? token! : quoted.replaceAll(/\\(.)/g, '$1');
    if (value !== '' && !pairs.has(key)) pairs.set(key, value);
  }
  return pairs;
}
