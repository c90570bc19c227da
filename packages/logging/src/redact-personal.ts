import { isIPv6 } from 'node:net';
import { isAlphanumeric, isDigit, isLetter } from './redact-characters.ts';
import { ibanLengths } from './redact-iban.ts';
import type { Detector, Found } from './redact-scan.ts';

const BLANK = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 253;

/** An address of e-mail. */
export const findEmail: Detector = ({ text, from }, at) => {
  let start = at;
  while (start > from && at - start < LONGEST_LOCAL && isLocalPart(text.charCodeAt(start - 1))) start--;
  while (start < at && !isAtom(text.charCodeAt(start))) start++;
  if (start === at) return undefined;
  const end = endOfDomain(text, at + 1);
  if (end === 0) return undefined;
  // `git@github.com:acme/shop.git`
  if (text.slice(start, at) === 'git') return undefined;
  return { start, end };
};

function isAtom(code: number): boolean {
  return isAlphanumeric(code) || code > 0x7f;
}

/** Of what is allowed, what is used: `._+-'` beside letters and digits. */
function isLocalPart(code: number): boolean {
  return isAtom(code) || code === DOT || code === 0x5f || code === PLUS || code === MINUS || code === 0x27;
}

/** 0 for what is no name of a domain, such as a version or `2x.png`. */
function endOfDomain(text: string, start: number): number {
  let at = start;
  let label = start;
  let numbers = 0;
  let labels = 0;
  let end = 0;
  for (; at - start <= LONGEST_DOMAIN; at++) {
    const code = text.charCodeAt(at);
    if (isAtom(code) || code === MINUS) continue;
    if (at === label) break;
    labels++;
    const part = text.slice(label, at);
    if (labels === 1 && /^\dx$/.test(part)) return 0;
    if (labels <= 2 && /^\d+$/.test(part)) numbers++;
    if (labels > 1 && /^(?:xn--[a-z\d-]+|[^\d-]{2,})$/i.test(part)) end = at;
    else if (labels > 1) end = 0;
    if (code !== DOT) break;
    label = at + 1;
  }
  return numbers === 2 ? 0 : end;
}

/** First digits and lengths of card numbers: https://en.wikipedia.org/wiki/Payment_card_number */
const issuers =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:50|5[6-9]|6[0-9])\d{14})$/;

/** A number of a payment card: digits of an issuer with the check digit of ISO/IEC 7812, together or in groups. */
export const findCard: Detector = ({ text }, at) => {
  if (isFraction(text, at)) return undefined;
  const digits = groupsOfDigits(text, at, 19);
  if (digits === undefined || !issuers.test(digits.text) || !isLuhn(digits.text)) return undefined;
  return isCut(text, digits.end) ? undefined : { start: at, end: digits.end };
};

/** Whether a number as an attribute is one of a card. */
export function isCardNumber(value: number): boolean {
  if (!Number.isSafeInteger(value) || value < 3e12) return false;
  const digits = String(value);
  return issuers.test(digits) && isLuhn(digits);
}

/** Digits behind a decimal point, or in the middle of a version. */
function isFraction(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === DOT && isDigit(text.charCodeAt(at - 2));
}

/** Whether a number goes on where it was thought to end. */
function isCut(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  return isAlphanumeric(next) || ((next === DOT || next === MINUS) && isDigit(text.charCodeAt(end + 1)));
}

/** Digits as cards show them: together, or in groups of four, or four, six and the rest. */
function groupsOfDigits(text: string, start: number, most: number): { text: string; end: number } | undefined {
  let digits = '';
  let separator = 0;
  let group = 0;
  let groups = 0;
  let at = start;
  for (; digits.length <= most; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      digits += text[at];
      group++;
      continue;
    }
    if ((code !== BLANK && code !== MINUS) || !isDigit(text.charCodeAt(at + 1))) break;
    if (separator !== 0 && code !== separator) break;
    if (group !== 4 && !(group === 6 && groups === 1)) break;
    separator = code;
    groups++;
    group = 0;
  }
  return digits.length > most || digits.length < 13 ? undefined : { text: digits, end: at };
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - ZERO;
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** An IBAN of a country that has them, with its length and check digits: ISO 13616. */
export const findIban: Detector = ({ text }, at) => {
  if (!isDigit(text.charCodeAt(at + 2)) || !isDigit(text.charCodeAt(at + 3))) return undefined;
  const length = ibanLengths[text.slice(at, at + 2)];
  if (length === undefined) return undefined;
  let letters = '';
  let end = at;
  for (; letters.length < length; end++) {
    const code = text.charCodeAt(end);
    if (isDigit(code) || (code >= 0x41 && code <= 0x5a)) letters += text[end];
    else if (code !== BLANK || letters.length % 4 !== 0) return undefined;
  }
  return isAlphanumeric(text.charCodeAt(end)) || remainder(letters) !== 1 ? undefined : { start: at, end };
};

/** Of the division by 97, with the first four characters at the end and letters as 10 to 35. */
function remainder(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** A telephone number: with a plus, by the North American plan, or national with a zero in front and in groups. */
export const findPhone: Detector = ({ text }, at) => {
  const code = text.charCodeAt(at);
  if (code === PLUS) return findInternational(text, at);
  if (isFraction(text, at) || text.charCodeAt(at - 1) === MINUS) return undefined;
  const found = firstOf(text, at, northAmerican) ?? firstOf(text, at, national);
  return found === undefined || isCut(text, found.end) || text.charCodeAt(found.end) === COLON ? undefined : found;
};

const northAmerican = /(?:\([2-9]\d\d\) ?|[2-9]\d\d([-. ]))[2-9]\d\d(?:\1|-)\d{4}/y;
const national =
  /(?:0\d[ -]\d\d(?:[ -]\d\d){3}|0\d[- ]\d{8}|\(?0\d{2,4}\)?[ /-]\d{3,4}(?:[ -]?\d{3,4})|0\d{2,4}[ /-]\d{6,8})/y;

function firstOf(text: string, at: number, form: RegExp): Found | undefined {
  form.lastIndex = at;
  return form.test(text) ? { start: at, end: form.lastIndex } : undefined;
}

/** https://www.itu.int/rec/T-REC-E.164: at most fifteen digits, the first of which is no zero. */
function findInternational(text: string, at: number): Found | undefined {
  if (isAlphanumeric(text.charCodeAt(at - 1))) return undefined;
  const start = at + 1;
  if (text.charCodeAt(start) === ZERO) return undefined;
  let digits = 0;
  let between = 0;
  let end = start;
  for (let index = start; digits <= 15; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code)) {
      digits++;
      between = 0;
      end = index + 1;
    } else if (
      digits > 0 &&
      between < 2 &&
      (code === BLANK || code === MINUS || code === DOT || code === 0x28 || code === 0x29 || code === SLASH)
    ) {
      between++;
    } else {
      break;
    }
  }
  return digits < 8 || digits > 15 || isAlphanumeric(text.charCodeAt(end)) ? undefined : { start: at, end };
}

const fourParts = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/y;

/** An IPv4 address that is somebody's: not one of a private network, of the machine itself, or of many. */
export const findIPv4: Detector = ({ text }, at) => {
  const before = text.charCodeAt(at - 1);
  if (before === DOT || before === MINUS) return undefined;
  // `Chrome/120.0.0.0`
  if (before === SLASH && isLetter(text.charCodeAt(at - 2))) return undefined;
  fourParts.lastIndex = at;
  const parts = fourParts.exec(text);
  if (parts === null || isCut(text, fourParts.lastIndex)) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0] = parts.slice(1).map(Number);
  const isAddress = first < 224 && Math.max(first, second, third, fourth) < 256;
  return isAddress && !isPrivate(first, second) ? { start: at, end: at + parts[0].length } : undefined;
};

/** https://www.iana.org/assignments/iana-ipv4-special-registry, but for what is kept for documentation. */
function isPrivate(first: number, second: number): boolean {
  return (
    first === 0 ||
    first === 10 ||
    first === 127 ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168)
  );
}

const LONGEST_IPV6 = 39;

/** An IPv6 address; not one of the machine itself, of a link or of a private network. */
export const findIPv6: Detector = ({ text, from }, at) => {
  const next = text.charCodeAt(at + 1);
  if (!isHex(next) && next !== COLON) return undefined;
  let start = at;
  while (start > from && at - start < 5 && isHex(text.charCodeAt(start - 1))) start--;
  if (start === at || at - start > 4 || isAlphanumeric(text.charCodeAt(start - 1))) return undefined;
  let end = at;
  while (end - start <= LONGEST_IPV6 && (isHex(text.charCodeAt(end)) || text.charCodeAt(end) === COLON)) end++;
  if (end - start > LONGEST_IPV6 || isAlphanumeric(text.charCodeAt(end))) return undefined;
  while (text.charCodeAt(end - 1) === COLON && text.charCodeAt(end - 2) !== COLON) end--;
  const address = text.slice(start, end);
  // `a::b` is also what names in programs are like.
  if (!/\d/.test(address) || address.split(':').length < 4 || /^(?:fe[89ab]|f[cdf])/i.test(address)) return undefined;
  return isIPv6(address) ? { start, end } : undefined;
};

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
