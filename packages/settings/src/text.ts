const longest = 80;

/** The text on one line, not longer than a line of a terminal, and free of control characters. */
export function shorten(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest - 20)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '?');
}

/** The text as `shorten` leaves it, in quotes. */
export function quote(text: string): string {
  return `'${shorten(text)}'`;
}

/** Hides what may be secret in a url, which need not be a valid one: user and password, query and fragment. */
export function maskUrl(text: string): string {
  const end = text.search(/[?#]/);
  const address = end === -1 ? text : text.slice(0, end);
  const tail = end === -1 ? '' : `${text[end]}***`;
  const at = address.lastIndexOf('@');
  if (at === -1) return address + tail;
  const scheme = /^[a-z]{1,10}:\/\//i.exec(address)?.[0] ?? '';
  return `${scheme}***${address.slice(at)}${tail}`;
}
