import { isAlphanumeric, isDigit, isQuote, isSpace, isUrl64 } from './redact-characters.ts';
import type { Detector, Found, Search } from './redact-scan.ts';

const SLASH = 0x2f;
const COLON = 0x3a;
const AT = 0x40;
const DOT = 0x2e;

const beginning = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;

/** A private key in the textual encodings of https://www.rfc-editor.org/rfc/rfc7468; one that is cut off as well. */
export const findPrivateKey: Detector = ({ text }, at) => {
  if (text.charCodeAt(at + 5) !== 0x42) return undefined;
  beginning.lastIndex = at;
  if (!beginning.test(text)) return undefined;
  const end = text.indexOf('-----END', beginning.lastIndex);
  if (end < 0) return { start: at, end: text.length };
  const closing = text.indexOf('KEY', end + 8);
  if (closing < 0 || closing - end > 64) return { start: at, end: text.length };
  let after = text.startsWith(' BLOCK', closing + 3) ? closing + 9 : closing + 3;
  while (text.charCodeAt(after) === 0x2d) after++;
  return { start: at, end: after };
};

/** A JSON web token, signed (https://www.rfc-editor.org/rfc/rfc7515#section-7.1) or encrypted. */
export const findWebToken: Detector = (search, at) => {
  const { text } = search;
  if (at < search.barren || text.charCodeAt(at + 2) !== 0x4a) return undefined;
  let end = endOfPart(text, at);
  search.barren = end;
  if (end - at < 10) return undefined;
  let parts = 1;
  while (parts < 5 && text.charCodeAt(end) === DOT) {
    end = endOfPart(text, end + 1);
    parts++;
  }
  if (parts >= 3 && end - at >= 19) return { start: at, end };
  // What begins within ends at the same place, and has no more parts.
  search.barren = end;
  return undefined;
};

function endOfPart(text: string, start: number): number {
  let at = start;
  while (isUrl64(text.charCodeAt(at))) at++;
  return at;
}

const scheme = /(?:bearer|basic|auth (?:plain|login)) {1,4}/iy;

/**
 * The credentials of https://www.rfc-editor.org/rfc/rfc9110#section-11.4 behind the names of two schemes, and those of
 * https://www.rfc-editor.org/rfc/rfc4954#section-4.
 */
export const findAuthorization: Detector = ({ text }, at) => {
  scheme.lastIndex = at;
  if (!scheme.test(text)) return undefined;
  const start = scheme.lastIndex;
  let end = start;
  let signs = 0;
  for (;;) {
    const code = text.charCodeAt(end);
    if (!isAlphanumeric(code) && !isTokenSign(code)) break;
    // What words are not made of: digits, signs, capitals behind the first letter.
    if (isDigit(code) || isTokenSign(code) || (code < 0x5b && end > start)) signs++;
    end++;
  }
  return end - start >= 12 && signs > 0 ? { start, end } : undefined;
};

/** `-._~+/=` */
function isTokenSign(code: number): boolean {
  return (code >= 0x2d && code <= 0x2f) || code === 0x5f || code === 0x7e || code === 0x2b || code === 0x3d;
}

/** How far behind a slash a password may go on. */
const LONGEST_REST = 256;

/**
 * User and password of a URL, also of one whose password is not encoded.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/ asks for both to be gone.
 */
export const findUserinfo: Detector = ({ text }, at) => {
  if (text.charCodeAt(at + 1) !== SLASH || text.charCodeAt(at + 2) !== SLASH) return undefined;
  const start = at + 3;
  let colon = -1;
  let last = -1;
  let isPort = true;
  let most = text.length;
  for (let end = start; end < most; end++) {
    const code = text.charCodeAt(end);
    if (isSpace(code) || isQuote(code)) break;
    if (code === AT) {
      last = end;
      if (most < text.length) break;
    } else if (code === SLASH || code === 0x3f || code === 0x23) {
      // The end of the host, unless what is behind the colon is no port and so has to be a password.
      if (last >= 0 || colon < 0 || isPort) break;
      if (most === text.length) most = Math.min(end + LONGEST_REST, text.length - 1);
    } else if (colon < 0 && code === COLON) {
      colon = end;
    } else if (colon >= 0 && !isDigit(code)) {
      isPort = false;
    }
  }
  return last < 0 || colon < 0 || colon > last ? undefined : { start, end: last };
};

/** What takes the place of a user and a password. */
export function maskUserinfo(found: string): string {
  return found.startsWith(':') ? ':REDACTED' : 'REDACTED:REDACTED';
}

/**
 * What stands around a mark.
 *
 * @param before what is in front of it
 * @param most characters of that
 * @param sign the mark and what follows it at once
 * @param behind the mark with all that is behind it
 */
export function aroundMark(before: RegExp, most: number, sign: string, behind: RegExp): Detector {
  const next = sign.charCodeAt(1);
  return ({ text, from }: Search, at): Found | undefined => {
    if (text.charCodeAt(at + 1) !== next || !text.startsWith(sign, at)) return undefined;
    behind.lastIndex = at;
    if (!behind.test(text)) return undefined;
    const end = behind.lastIndex;
    const first = Math.max(from, at - most);
    const start = before.exec(text.slice(first, at))?.index;
    return start === undefined ? undefined : { start: first + start, end };
  };
}
