const segmenter = new Intl.Segmenter();

// A line of the terminal ends here, its direction turns here, or a terminal acts on what follows.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes text of a program safe to print: control characters, line and paragraph separators, half surrogate pairs and
 * marks that turn the direction of text come out as escapes (`\n`, `\x1b`, `\u{202e}`).
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0)!;
    return SHORT[character] ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
  });
}

const ZERO_WIDTH = /^[\p{M}\p{Cf}]+$/u;
const WIDE =
  /^(?:\p{Emoji_Presentation}|.\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18DFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}])/u;

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

// One column for each character.
const ASCII = /^[\x20-\x7e]*$/;

/** How many columns of a terminal the text takes. It must hold no control characters. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Cuts text to a number of columns; `…` stands for what was cut. */
export function cutText(text: string, columns: number): string {
  // A column takes at most a few code units; measuring all of a megabyte to show a line of it would be a waste.
  const head = text.length > columns * 16 ? text.slice(0, columns * 16) : text;
  if (head.length === text.length && textWidth(text) <= columns) return text;
  if (columns <= 0) return '';
  let width = 0;
  let end = 0;
  for (const { segment, index } of segmenter.segment(head)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    end = index + segment.length;
  }
  return `${head.slice(0, end)}…`;
}
