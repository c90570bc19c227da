/**
 * The text of a regular expression for texts that match one of the globs: `*` is anything but a slash, `**` anything,
 * `{a,b}` one of the two. Everything else stands for itself, so that it is the same in JavaScript and in Go.
 *
 * @param tail a regular expression for what may follow
 */
export function globSource(globs: readonly string[], tail: string = ''): string {
  const sources = globs.map(sourceOf);
  return `^${sources.length === 1 && tail === '' ? sources[0] : `(?:${sources.join('|')})`}${tail}$`;
}

function sourceOf(glob: string): string {
  let depth = 0;
  const source = glob.replace(/\*{2,}|[*{},]|[^*{},]+/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part.startsWith('*')) return '.*';
    if (part === '{') {
      depth++;
      return '(?:';
    }
    if (part === '}' && depth > 0) {
      depth--;
      return ')';
    }
    if (part === ',' && depth > 0) return '|';
    return part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
  });
  return source + ')'.repeat(depth);
}

/** Whether a text has something in it that stands for other texts. */
export function isGlob(text: string): boolean {
  return /[*{]/.test(text);
}

/** Whether a text matches one of the globs. */
export function globMatcher(globs: string | readonly string[]): (text: string) => boolean {
  const list = typeof globs === 'string' ? [globs] : globs;
  if (!list.some(isGlob)) {
    const texts = new Set(list);
    return (text) => texts.has(text);
  }
  const expression = new RegExp(globSource(list), 's');
  return (text) => expression.test(text);
}
