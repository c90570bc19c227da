const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const DOLLAR = 0x24;
const MINUS = 0x2d;
const SLASH = 0x2f;
const STAR = 0x2a;
const NEWLINE = 0x0a;
const DOT = 0x2e;

/**
 * Replaces the literals in the text of a query by `?`: quoted strings, dollar-quoted strings of PostgreSQL and numbers.
 * Names, parameters and comments stay. One pass, whatever the text; a string that is not closed is masked to the end.
 *
 * https://opentelemetry.io/docs/specs/semconv/db/database-spans/#sanitization-of-dbquerytext
 */
export function maskQueryText(text: string): string {
  let masked = '';
  let kept = 0;
  let at = 0;

  function mask(from: number, to: number): void {
    masked += `${text.slice(kept, from)}?`;
    kept = to;
    at = to;
  }

  while (at < text.length) {
    const code = text.charCodeAt(at);
    const tagged = code === DOLLAR ? endOfTag(text, at) : 0;
    if (code === QUOTE) {
      mask(at, endOfString(text, at));
    } else if (code === DOUBLE_QUOTE || code === BACKTICK) {
      at = endOfName(text, at, code);
    } else if (tagged > 0) {
      mask(at, endOfDollarString(text, at, tagged));
    } else if (code === MINUS && text.charCodeAt(at + 1) === MINUS) {
      at = positionAfter(text, '\n', at + 2);
    } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
      at = positionAfter(text, '*/', at + 2);
    } else if (isDigit(code)) {
      mask(at, endOfNumber(text, at));
    } else if (isName(code)) {
      at = endOfWord(text, at);
    } else {
      at += 1;
    }
  }
  return kept === 0 ? text : masked + text.slice(kept);
}

/** A quote in a string is doubled, or behind a backslash. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 2;
    else if (code !== QUOTE) at += 1;
    else if (text.charCodeAt(at + 1) === QUOTE) at += 2;
    else return at + 1;
  }
  return text.length;
}

function endOfName(text: string, start: number, quote: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote && text.charCodeAt(at) !== NEWLINE) at += 1;
  return at + 1;
}

/** The end of `$$` or `$tag$`, 0 where there is none: `$1` is a parameter. */
function endOfTag(text: string, start: number): number {
  let at = start + 1;
  if (isDigit(text.charCodeAt(at))) return 0;
  while (at < text.length && isName(text.charCodeAt(at)) && text.charCodeAt(at) !== DOLLAR) at += 1;
  return text.charCodeAt(at) === DOLLAR ? at + 1 : 0;
}

function endOfDollarString(text: string, start: number, endOfOpening: number): number {
  return positionAfter(text, text.slice(start, endOfOpening), endOfOpening);
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (!isName(code) && code !== DOT && !isSignOfExponent(text, at)) break;
    at += 1;
  }
  return at;
}

function isSignOfExponent(text: string, at: number): boolean {
  const sign = text[at];
  return (sign === '-' || sign === '+') && /[eE]/.test(text[at - 1]!) && isDigit(text.charCodeAt(at + 1));
}

/** A word may end in digits, which are part of a name; `$1`, `:1` and `@p1` are parameters. */
function endOfWord(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isName(text.charCodeAt(at))) at += 1;
  return at;
}

function positionAfter(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found + wanted.length;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What names, and parameters such as `$1`, `:1` and `@p`, are made of. */
function isName(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === DOLLAR ||
    code === 0x3a ||
    code === 0x40 ||
    code > 0x7f
  );
}
