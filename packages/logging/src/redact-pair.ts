import { isAlphanumeric, isDigit, isQuote, isSpace } from './redact-characters.ts';
import { isSecretName, secretEnds, secretWords, signatureWords, vagueWords } from './redact-name.ts';
import type { Detector, Found, Search } from './redact-scan.ts';

const EQUALS = 0x3d;
const COLON = 0x3a;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const GREATER = 0x3e;
const LESS = 0x3c;

const LONGEST_NAME = 64;
const MOST_NAMES = 2000;

const NOWHERE = 0;
const MADE_UP = 1;
const IN_URLS = 2;
const ANYWHERE = 3;

/** Values that say that there is none, that it is gone already, or what is wrong with it. */
const noValue =
  /^(?:[?*.x-]*|\$\w{1,32}|null|undefined|none|true|false|yes|no|REDACTED|required|missing|invalid|incorrect|wrong|empty|expired)$/i;

/** Names whose value is all of the line. */
const wholeLine = /(?:cookie|authorization)$/i;

/**
 * Finds the values of pairs in texts by the names in front of them: parameters of queries and of connection strings,
 * members of JSON, headers, assignments, options of command lines.
 *
 * @param queryNames parameters of URLs beside those whose names say that they are secret
 */
export function pairDetector(queryNames: readonly string[]): Detector {
  const parameters = [...signatureWords, ...queryNames].map((name) => name.toLowerCase());
  const parameterSet = new Set(parameters);
  const maySecretEnd = endTest([...secretEnds, ...secretWords, ...parameters, ...vagueWords]);
  const known = new Map<string, number>();

  function kindOf(name: string): number {
    let kind = known.get(name);
    if (kind === undefined) {
      if (known.size >= MOST_NAMES) known.clear();
      const lower = name.toLowerCase();
      if (isSecretName(name)) kind = ANYWHERE;
      else if (parameterSet.has(lower)) kind = IN_URLS;
      else kind = vagueWords.includes(lower) ? MADE_UP : NOWHERE;
      known.set(name, kind);
    }
    return kind;
  }

  return (search, at) => {
    const { text } = search;
    const code = text.charCodeAt(at);
    if (code === MINUS) return optionValue(search, at, (name) => kindOf(name) === ANYWHERE);
    const end = endOfName(text, at, search.from);
    // Before the name is cut out and looked up, which most are not worth.
    if (end - search.from < 2 || !maySecretEnd(text.charCodeAt(end - 2), text.charCodeAt(end - 1))) return undefined;
    const start = startOfName(text, end, search.from);
    const name = text.slice(start, end);
    const kind = kindOf(name);
    if (code === COLON) return kind === ANYWHERE ? valueOfColon(search, at, start, name) : undefined;
    if (kind === NOWHERE || (kind === MADE_UP && !looksMadeUp(text, at + 1, SHORTEST_CODE))) return undefined;
    return valueOfEquals(text, at + 1, name);
  };
}

/** Whether a name may be one of these, by its last two characters. */
function endTest(names: readonly string[]): (last: number, end: number) => boolean {
  const ends = new Uint8Array(32 * 32);
  for (const name of names) ends[pairOf(name.charCodeAt(name.length - 2), name.charCodeAt(name.length - 1))] = 1;
  return (last, end) => isDigit(end) || ends[pairOf(last, end)] === 1;
}

/** A number for two letters, in whatever case. */
function pairOf(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

function isNamePart(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f || code === MINUS || code === 0x2e;
}

/** The end of the name in front of a sign: it may be quoted, and may have a blank behind it. */
function endOfName(text: string, at: number, from: number): number {
  let end = at;
  while (end > from && at - end < 3 && text.charCodeAt(end - 1) === 0x20) end--;
  while (end > from && at - end < 6 && isQuoting(text.charCodeAt(end - 1))) end--;
  return end;
}

function isQuoting(code: number): boolean {
  return isQuote(code) || code === BACKSLASH;
}

function startOfName(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && end - start < LONGEST_NAME && isNamePart(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Behind a sign, blanks and backslashes: the value between quotes, if there are any. */
function valueInQuotes(text: string, start: number): Found | 'none' | undefined {
  let escapes = 0;
  while (escapes < 3 && text.charCodeAt(start + escapes) === BACKSLASH) escapes++;
  const quote = text.charCodeAt(start + escapes);
  return isQuote(quote) ? quoted(text, start + escapes + 1, quote, escapes) : 'none';
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (at - start < 4 && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function valueOfEquals(text: string, after: number, name: string): Found | undefined {
  const sign = text.charCodeAt(after);
  if (sign === EQUALS) return undefined;
  const start = afterBlanks(text, sign === GREATER ? after + 1 : after);
  const inQuotes = valueInQuotes(text, start);
  if (inQuotes !== 'none') return inQuotes;
  if (wholeLine.test(name)) return checked(text, start, endOfLine(text, start));
  if (text.charCodeAt(start) === OPEN_BRACE) return checked(text, start, behind(text, '}', start));
  return checked(text, start, withoutClosing(text, start, endOfWord(text, start)));
}

/** A member of JSON, a header, or a line of YAML; a colon is also in sentences, names and times. */
function valueOfColon(search: Search, at: number, startOfName: number, name: string): Found | undefined {
  const { text } = search;
  const start = afterBlanks(text, at + 1);
  const inQuotes = valueInQuotes(text, start);
  if (inQuotes !== 'none') return inQuotes;
  const before = text.charCodeAt(startOfName - 1);
  if (
    isSpace(text.charCodeAt(at - 1)) ||
    (start === at + 1 && (isNamePart(before) || /[:/@]/.test(text.charAt(startOfName - 1))))
  ) {
    return undefined;
  }
  if (wholeLine.test(name)) return checked(text, start, endOfLine(text, start));
  const first = text.charCodeAt(start);
  if (first === OPEN_BRACE) return checked(text, start, behind(text, '}', start));
  if (first === OPEN_BRACKET) return checked(text, start, behind(text, ']', start));
  // Pairs within one word end where it ends, which is not looked for again and again.
  if (start >= search.wordEnd) {
    search.wordEnd = endOfWord(text, start);
    search.valueEnd = withoutClosing(text, start, search.wordEnd);
  }
  return isAlone(text, start, search.valueEnd, search.wordEnd, name)
    ? checked(text, start, search.valueEnd)
    : undefined;
}

/** The value between quotes; behind as many backslashes as the opening one has, a quote is the closing one. */
export function quoted(text: string, start: number, quote: number, escapes: number): Found | undefined {
  let backslashes = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      backslashes++;
      continue;
    }
    if (code === quote && (escapes === 0 ? backslashes % 2 === 0 : backslashes === escapes)) {
      return checked(text, start, at - escapes);
    }
    backslashes = 0;
  }
  return checked(text, start, text.length);
}

/** Parameters such as `realm="shop"` belong to the line; any other quote is around it. */
function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) break;
    if (!isQuoting(code)) at++;
    else if (parameter.test(text.slice(Math.max(start, at - LONGEST_PARAMETER), at))) at = endOfParameter(text, at);
    else break;
  }
  return at;
}

const LONGEST_PARAMETER = 26;

/** In lower case, so that it is not the end of what is in Base64; `keyId` is of HTTP signatures. */
const parameter = /[ ,](?:[a-z_]{2,24}|keyId)=$/;

function endOfParameter(text: string, start: number): number {
  let quote = start;
  while (text.charCodeAt(quote) === BACKSLASH) quote++;
  return behind(text, text.charAt(quote), quote + 1);
}

/** The place behind what is wanted, or the end of the text. */
function behind(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found + 1;
}

/** Up to what separates pairs. */
export function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code) || isQuote(code) || code === AMPERSAND || code === SEMICOLON || code === LESS || code === GREATER)
      break;
    at++;
  }
  return at;
}

/** Brackets, commas and full stops at the end belong to the text around. */
function withoutClosing(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[),.\]}]/.test(text.charAt(at - 1))) at--;
  return at;
}

/**
 * Whether a word behind a colon is a value and not the beginning of a sentence: nothing else stands on the line, or it
 * has digits as well as other characters.
 */
function isAlone(text: string, start: number, end: number, wordEnd: number, name: string): boolean {
  if (end - start < (/token$/i.test(name) ? 8 : 1)) return false;
  const next = text.charCodeAt(wordEnd);
  return !isSpace(next) || next === 0x0a || next === 0x0d || isNoWord(text, start, end);
}

/** Whether there are digits in it as well as other characters. */
function isNoWord(text: string, start: number, end: number): boolean {
  let digits = 0;
  const most = Math.min(end, start + LONGEST_NAME);
  for (let index = start; index < most; index++) if (isDigit(text.charCodeAt(index))) digits++;
  return digits > 0 && digits < most - start && end - start >= 6;
}

/** Whether what begins here has digits, capitals and small letters, as few words and no numbers have. */
function looksMadeUp(text: string, start: number, least: number): boolean {
  let kinds = 0;
  let at = start;
  for (; at - start < LONGEST_NAME; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) kinds |= 1;
    else if (isAlphanumeric(code)) kinds |= code < 0x5b ? 2 : 4;
    else if (!isNamePart(code)) break;
  }
  return kinds === 7 && at - start >= least;
}

const SHORTEST_CODE = 16;
const SHORTEST_WORD = 8;

const spelledOut = /passw(?:or)?d {1,4}/iy;

/** The password of a `.netrc`, or in a sentence: nothing but a blank is behind the name. */
export const findSpelledOut: Detector = ({ text }, at) => {
  spelledOut.lastIndex = at;
  if (!spelledOut.test(text)) return undefined;
  const start = spelledOut.lastIndex;
  return looksMadeUp(text, start, SHORTEST_WORD)
    ? checked(text, start, withoutClosing(text, start, endOfWord(text, start)))
    : undefined;
};

/** Options whose value is a user with a password, `shop:hunter2`; it may be one with a group, `node:node`, as well. */
const userOption = /^-(?:u|-user|-proxy-user)$/;

/** `--password hunter2` and `-u shop:hunter2`; with `=` it is found by that. */
function optionValue({ text }: Search, at: number, isSecret: (name: string) => boolean): Found | undefined {
  let end = text.charCodeAt(at + 1) === MINUS ? at + 2 : at + 1;
  if (!isAlphanumeric(text.charCodeAt(end))) return undefined;
  while (end - at < LONGEST_NAME && isNamePart(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) !== 0x20 || text.charCodeAt(end + 1) === MINUS) return undefined;
  const name = text.slice(at, end);
  const isUser = userOption.test(name);
  if (!isUser && (!name.startsWith('--') || !isSecret(name.slice(2)))) return undefined;
  const inQuotes = valueInQuotes(text, end + 1);
  const value = inQuotes === 'none' ? checked(text, end + 1, endOfWord(text, end + 1)) : inQuotes;
  return isUser ? value && behindUser(text, value) : value;
}

function behindUser(text: string, { start, end }: Found): Found | undefined {
  const colon = text.slice(start, end).indexOf(':');
  const password = start + colon + 1;
  return colon > 0 && isNoWord(text, password, end) ? checked(text, password, end) : undefined;
}

export function checked(text: string, start: number, end: number): Found | undefined {
  if (end <= start || (end - start <= LONGEST_NAME && noValue.test(text.slice(start, end)))) return undefined;
  return { start, end };
}
