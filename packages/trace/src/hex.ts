// Char codes of the sixteen digits, and the digit of each char code (0xff: none). Lowercase only, as W3C requires.
const DIGITS: Uint8Array = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const VALUES: Uint8Array = new Uint8Array(256).fill(0xff);
for (let value = 0; value < 16; value++) VALUES[DIGITS[value]!] = value;

/** What `parseWord` and `parseByte` give for text that is no lowercase hex; no word has this value. */
export const NOT_HEX: number = 2 ** 32;

/** 32 lowercase hex characters of a trace id given as four 32-bit words. */
export function traceIdHex(a: number, b: number, c: number, d: number): string {
  const x = DIGITS;
  // One call makes one flat string; sixteen concatenations make a rope that every reader has to flatten.
  return String.fromCharCode(
    x[a >>> 28]!,
    x[(a >>> 24) & 15]!,
    x[(a >>> 20) & 15]!,
    x[(a >>> 16) & 15]!,
    x[(a >>> 12) & 15]!,
    x[(a >>> 8) & 15]!,
    x[(a >>> 4) & 15]!,
    x[a & 15]!,
    x[b >>> 28]!,
    x[(b >>> 24) & 15]!,
    x[(b >>> 20) & 15]!,
    x[(b >>> 16) & 15]!,
    x[(b >>> 12) & 15]!,
    x[(b >>> 8) & 15]!,
    x[(b >>> 4) & 15]!,
    x[b & 15]!,
    x[c >>> 28]!,
    x[(c >>> 24) & 15]!,
    x[(c >>> 20) & 15]!,
    x[(c >>> 16) & 15]!,
    x[(c >>> 12) & 15]!,
    x[(c >>> 8) & 15]!,
    x[(c >>> 4) & 15]!,
    x[c & 15]!,
    x[d >>> 28]!,
    x[(d >>> 24) & 15]!,
    x[(d >>> 20) & 15]!,
    x[(d >>> 16) & 15]!,
    x[(d >>> 12) & 15]!,
    x[(d >>> 8) & 15]!,
    x[(d >>> 4) & 15]!,
    x[d & 15]!,
  );
}

/** 16 lowercase hex characters of a span id given as two 32-bit words. */
export function spanIdHex(a: number, b: number): string {
  const x = DIGITS;
  return String.fromCharCode(
    x[a >>> 28]!,
    x[(a >>> 24) & 15]!,
    x[(a >>> 20) & 15]!,
    x[(a >>> 16) & 15]!,
    x[(a >>> 12) & 15]!,
    x[(a >>> 8) & 15]!,
    x[(a >>> 4) & 15]!,
    x[a & 15]!,
    x[b >>> 28]!,
    x[(b >>> 24) & 15]!,
    x[(b >>> 20) & 15]!,
    x[(b >>> 16) & 15]!,
    x[(b >>> 12) & 15]!,
    x[(b >>> 8) & 15]!,
    x[(b >>> 4) & 15]!,
    x[b & 15]!,
  );
}

/** Reads eight lowercase hex characters at `start` as a signed 32-bit word; `NOT_HEX` when they are none. */
export function parseWord(text: string, start: number): number {
  let word = 0;
  for (let index = start; index < start + 8; index++) {
    // NaN, past the end of the text, indexes as 0, which is no digit.
    const code = text.charCodeAt(index) | 0;
    const value = code < 256 ? VALUES[code]! : 0xff;
    if (value === 0xff) return NOT_HEX;
    word = (word << 4) | value;
  }
  return word;
}

/** Reads two lowercase hex characters at `start` as a byte; `NOT_HEX` when they are none. */
export function parseByte(text: string, start: number): number {
  const high = text.charCodeAt(start) | 0;
  const low = text.charCodeAt(start + 1) | 0;
  if (high > 255 || low > 255 || VALUES[high] === 0xff || VALUES[low] === 0xff) return NOT_HEX;
  return (VALUES[high]! << 4) | VALUES[low]!;
}
