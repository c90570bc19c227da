const PERCENT = 0x25;
const PLUS = 0x2b;
const EQUALS = 0x3d;

const DEEPEST = 3;

/**
 * Searches what is percent-encoded in a text, part by part, as what it stands for: URLs hold other URLs, JSON, sentences.
 * A part in which something was found is encoded again; the others stay as they were.
 *
 * @param scan searches a text that is not encoded
 */
export function scanEncoded(text: string, scan: (text: string) => string, depth = 0): string {
  let result = '';
  let kept = 0;
  let end = 0;
  for (let sign = nextSign(text, 0); sign >= 0; sign = nextSign(text, end)) {
    let start = sign;
    while (start > end && !isBetween(text.charCodeAt(start - 1))) start--;
    end = sign;
    while (end < text.length && !isBetween(text.charCodeAt(end))) end++;
    const part = text.slice(start, end);
    // In a query a plus is a blank, elsewhere it is itself.
    const plain = decoded(text.charCodeAt(start - 1) === EQUALS ? part.replaceAll('+', ' ') : part);
    if (plain === part) continue;
    const scanned = scan(plain);
    const redacted = depth < DEEPEST && scanned.includes('%') ? scanEncoded(scanned, scan, depth + 1) : scanned;
    if (redacted === plain) continue;
    result += text.slice(kept, start) + encoded(redacted, part);
    kept = end;
  }
  return kept === 0 ? text : result + text.slice(kept);
}

/** The next place that is percent-encoded, or a plus. */
function nextSign(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === PLUS || (code === PERCENT && isEncoded(text, at))) return at;
  }
  return -1;
}

function isEncoded(text: string, at: number): boolean {
  return isHex(text.charCodeAt(at + 1)) && isHex(text.charCodeAt(at + 2));
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** Blanks, double quotes, angle brackets, and what separates the parts of a URL. */
function isBetween(code: number): boolean {
  switch (code) {
    case 0x22: // "
    case 0x23: // #
    case 0x26: // &
    case 0x3b: // ;
    case 0x3c: // <
    case 0x3d: // =
    case 0x3e: // >
    case 0x3f: // ?
      return true;
    default:
      return code <= 0x20;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // No UTF-8: what is ASCII in it is still told.
    return part.replace(/%([2-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

function encoded(text: string, before: string): string {
  return before.includes('/') ? encodeURI(text.toWellFormed()) : encodeURIComponent(text.toWellFormed());
}
