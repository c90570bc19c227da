const longest = 80;

/** The text in quotes, on one line, not longer than a line of a terminal, and free of control characters. */
export function quote(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest - 20)}…` : text;
  return `'${short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')}'`;
}

/**
 * Hides what may be secret in a url, which need not be a valid one: user and password, the query and the fragment.
 */
export function maskUrl(text: string): string {
  return text
    .replace(/[?#].*$/s, (rest) => `${rest[0]}***`)
    .replace(/^([a-z][a-z0-9+.-]*:)?(\/*).*@/is, (_, scheme = '', slashes = '') => `${scheme}${slashes}***@`);
}
