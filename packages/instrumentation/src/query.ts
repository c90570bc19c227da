/**
 * @param sensitive keys, as they are written
 * @returns what replaces the values of these keys in a query without its `?` by REDACTED and leaves everything else as it is
 */
export function queryRedaction(sensitive: readonly string[]): (query: string) => string {
  const keys = new Set(sensitive);
  return (query) => {
    let redacted = '';
    let kept = 0;
    for (let start = 0; start < query.length; ) {
      const ampersand = query.indexOf('&', start);
      const end = ampersand < 0 ? query.length : ampersand;
      const equals = query.indexOf('=', start);
      if (equals >= 0 && equals < end && keys.has(decoded(query.slice(start, equals)))) {
        redacted += `${query.slice(kept, equals + 1)}REDACTED`;
        kept = end;
      }
      start = end + 1;
    }
    return kept === 0 ? query : redacted + query.slice(kept);
  };
}

function decoded(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
