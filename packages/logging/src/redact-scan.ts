import { scanEncoded } from './redact-encoded.ts';

/** Part of a text. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** What a search has seen of a text so far. */
export interface Search {
  readonly text: string;
  /** Where what was found last ends: nothing begins before it. */
  from: number;
  /** Up to where no JSON web token begins. */
  barren: number;
  /** The end of the word, and of the value in it, that was last looked at behind a colon. */
  wordEnd: number;
  valueEnd: number;
}

/** Looks whether something begins at a place, or is around it. It must not look at more than it can bound or skip. */
export type Detector = (search: Search, at: number) => Found | undefined;

/** Something that texts are searched for. */
export interface Target {
  /** Characters that it is noticed by. */
  readonly marks?: string;
  /** The first two or three characters of words that it is noticed by. */
  readonly starts?: readonly string[];
  /** Characters of the shortest one that begins a word. */
  readonly shortest?: number;
  readonly find: Detector;
}

const WORD = 1;
const START = 2;
const MARK = 4;
/** What is percent-encoded begins with it, or it may be an encoded blank. */
const SIGN = 8;

/** The classes of ASCII characters: letters and digits are what words are made of. */
function classesOf(targets: readonly Target[]): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code++) if (/[0-9A-Za-z]/.test(String.fromCharCode(code))) classes[code] = WORD;
  for (const sign of '%+') classes[sign.charCodeAt(0)] = SIGN;
  for (const { marks = '', starts = [] } of targets) {
    for (const mark of marks) classes[mark.charCodeAt(0)]! |= MARK;
    for (const start of starts) classes[start.charCodeAt(0)]! |= START;
  }
  return classes;
}

/** Indices of targets by what they are noticed by. */
function indexOf(targets: readonly Target[], notices: (target: Target) => Iterable<string>): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [number, target] of targets.entries()) {
    for (const notice of notices(target)) index.set(notice, [...(index.get(notice) ?? []), number]);
  }
  return index;
}

/** Shorter texts hold nothing: `pwd=a` is the shortest. */
const SHORTEST = 5;

/**
 * Makes a search for all targets at once, in one pass whatever the text: a target is asked only where one of its marks
 * or the beginning of a word is.
 *
 * @returns the text with what `replace` gives for each target that was found; the same text when there is none
 */
export function createScanner(
  targets: readonly Target[],
  replace: (found: string, target: number) => string,
): (text: string) => string {
  const classes = classesOf(targets);
  const marks: (readonly number[])[] = [];
  for (const [mark, list] of indexOf(targets, ({ marks: own = '' }) => own)) marks[mark.charCodeAt(0)] = list;
  // Two characters give the number of a list, and bits say what may be the third, so that most words are passed over.
  const starts = new Uint16Array(128 * 128);
  const lists: number[][] = [[]];
  const thirds: number[] = [0];
  for (const [first, list] of indexOf(targets, ({ starts: own = [] }) => own.map((start) => start.slice(0, 2)))) {
    starts[(first.charCodeAt(0) << 7) | first.charCodeAt(1)] = lists.push([...new Set(list)]) - 1;
    const all = targets.flatMap(({ starts: own = [] }) => own.filter((start) => start.startsWith(first)));
    thirds.push(all.reduce((bits, start) => bits | (start.length > 2 ? 1 << (start.charCodeAt(2) & 31) : -1), 0));
  }

  const shortestWord = Math.min(
    ...targets.map(({ starts: own, shortest = SHORTEST }) => (own === undefined ? Infinity : shortest)),
  );
  const anyMark = new RegExp(`[%+${targets.map(({ marks: own = '' }) => own.replaceAll('-', '\\-')).join('')}]`);
  let hasSign = false;

  function scan(text: string): string {
    const { length } = text;
    if (length < SHORTEST || (length < shortestWord && !anyMark.test(text))) return text;
    let search: Search | undefined;
    let result = '';
    let at = 0;
    let wasWord = false;
    while (at < length) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? classes[code]! : 0;
      let asked: readonly number[] | undefined;
      if (kind <= WORD) {
        wasWord = kind === WORD;
        at++;
        continue;
      }
      if ((kind & SIGN) !== 0) hasSign = true;
      if ((kind & MARK) !== 0) asked = marks[code];
      else if (!wasWord && at + 1 < length) {
        const next = text.charCodeAt(at + 1);
        const list = next < 128 ? starts[(code << 7) | next]! : 0;
        if (list > 0 && ((thirds[list]! >>> (text.charCodeAt(at + 2) & 31)) & 1) !== 0) asked = lists[list];
      }
      wasWord = (kind & WORD) !== 0;
      at++;
      if (asked === undefined) continue;
      search ??= { text, from: 0, barren: 0, wordEnd: 0, valueEnd: 0 };
      for (let index = 0; index < asked.length; index++) {
        const found = targets[asked[index]!]!.find(search, at - 1);
        if (found === undefined) continue;
        result += text.slice(search.from, found.start) + replace(text.slice(found.start, found.end), asked[index]!);
        at = found.end;
        search.from = at;
        wasWord = false;
        break;
      }
    }
    return search === undefined || search.from === 0 ? text : result + text.slice(search.from);
  }

  return (text) => {
    hasSign = false;
    const plain = scan(text);
    return hasSign ? scanEncoded(plain, scan) : plain;
  };
}
