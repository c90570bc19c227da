/**
 * The text of a regular expression for a glob: `*` is anything but a slash, `**` anything, `{a,b}` one of the two.
 * Everything else stands for itself, so that it is the same in JavaScript and in Go.
 */
export function globSource(glob: string): string {
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
  return `^${source}${')'.repeat(depth)}$`;
}

/** Whether a text matches one of the globs. */
export function globMatcher(globs: string | readonly string[]): (text: string) => boolean {
  const list = typeof globs === 'string' ? [globs] : globs;
  if (list.every((glob) => !/[*{]/.test(glob))) {
    const texts = new Set(list);
    return (text) => texts.has(text);
  }
  const expression = new RegExp(list.map(globSource).join('|'), 's');
  return (text) => expression.test(text);
}
