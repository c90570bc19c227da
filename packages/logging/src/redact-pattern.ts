/** A pattern of a rules file, after it was found to take time in proportion to the text. */
export interface Pattern {
  /** Also a regular expression for Go. */
  readonly source: string;
  /** Whether a word may begin with the two characters. */
  readonly begins: (first: string, second: string) => boolean;
}

/** One or several characters of a class, or something between them. */
interface Part {
  readonly source: string;
  /** By character code; the last is for all beyond ASCII. */
  readonly accepts: readonly boolean[];
  readonly least: number;
  readonly most: number;
}

const LONGEST = 1000;
const OTHERS = 128;

/**
 * Reads a pattern: characters, classes in brackets, `\d \w \s`, `.`, and how often they come: `?`, `{n}`, `{n,m}`. It is
 * a regular expression without what can take long: no groups, no alternatives, no repetition without an end, and
 * nothing that fits in several ways.
 *
 * @throws Error with the end of a message: what is wrong, and what to write
 */
export function readPattern(text: string): Pattern {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; ) {
    const { accepts, end } = readClass(text, at);
    const { least, most, end: after } = readCount(text, end);
    parts.push({ source: text.slice(at, after), accepts, least, most });
    at = after;
  }
  check(parts);
  const [first, second] = parts;
  return {
    source: text,
    begins(one, two) {
      if (!accepted(first!, one)) return false;
      return (
        (first!.most > 1 && accepted(first!, two)) ||
        (first!.least === 1 && (second === undefined || second.least === 0 || accepted(second, two)))
      );
    },
  };
}

function accepted(part: Part, character: string): boolean {
  return part.accepts[Math.min(character.charCodeAt(0), OTHERS)]!;
}

function readClass(text: string, at: number): { accepts: boolean[]; end: number } {
  const character = text[at]!;
  if (/[()|^$*+?{}]/.test(character)) {
    throw new Error(
      `has '${character}', expected characters, classes such as [0-9A-F], and counts such as {8}; write \\${character} for the character`,
    );
  }
  let end = at + 1;
  if (character === '\\') {
    if (!/^\\[dws.\\[\](){}|^$*+?/-]/.test(text.slice(at, at + 2))) {
      throw new Error(`has '${text.slice(at, at + 2)}', expected \\d, \\w, \\s, or a \\ in front of a sign`);
    }
    end = at + 2;
  } else if (character === '[') {
    end = endOfBrackets(text, at);
  }
  const one = new RegExp(`^${text.slice(at, end)}$`, 's');
  const accepts = Array.from({ length: OTHERS }, (_, code) => one.test(String.fromCharCode(code)));
  accepts.push(one.test('é') || one.test('中'));
  return { accepts, end };
}

function endOfBrackets(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== ']') end += text[end] === '\\' ? 2 : 1;
  const inside = text.slice(at + 1, end);
  if (end >= text.length || inside === '' || inside.includes('[')) {
    throw new Error(`has '${text.slice(at, end + 1)}', expected a class such as [0-9A-F]`);
  }
  return end + 1;
}

function readCount(text: string, at: number): { least: number; most: number; end: number } {
  if (text[at] === '?') return { least: 0, most: 1, end: at + 1 };
  if (text[at] === '*' || text[at] === '+') {
    throw new Error(`has '${text[at]}', which has no end; expected a count such as {1,40}`);
  }
  if (text[at] !== '{') return { least: 1, most: 1, end: at };
  const [whole, least, , most = least] = /^\{(\d{1,4})(,(\d{1,4}))?\}/.exec(text.slice(at)) ?? [];
  if (whole === undefined || Number(least) > Number(most) || Number(most) > LONGEST) {
    throw new Error(`has '${text.slice(at, at + 8)}', expected a count such as {8} or {1,40}, up to ${LONGEST}`);
  }
  return { least: Number(least), most: Number(most), end: at + whole.length };
}

function check(parts: readonly Part[]): void {
  const [first] = parts;
  if (first === undefined) throw new Error('is empty, expected what is to be found, such as BADGE-[0-9]{8}');
  if (
    first.least === 0 ||
    first.accepts.some((accepts, code) => accepts && !/^[0-9A-Za-z]$/.test(String.fromCharCode(code)))
  ) {
    throw new Error('has to begin with a letter or digit: what is found begins a word');
  }
  if (parts.reduce((sum, { most }) => sum + most, 0) > LONGEST) {
    throw new Error(`may take more than ${LONGEST} characters; expected smaller counts`);
  }
  for (const [index, part] of parts.entries()) {
    if (part.least === part.most) continue;
    for (const next of parts.slice(index + 1)) {
      if (part.accepts.some((accepts, code) => accepts && next.accepts[code])) {
        throw new Error(
          `fits in several ways, as '${next.source}' also takes what '${part.source}' does; expected a fixed count, or something else between them`,
        );
      }
      if (next.least > 0) break;
    }
  }
}
