/** A reference to an environment variable in the collector's configuration: `${env:NAME:-default}`. */
export interface Reference {
  name: string;
  /** Undefined when it has none; may hold references itself. */
  preset: string | undefined;
  start: number;
  end: number;
}

/** All references of a text, those within the default of another after that. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(/\$\{env:(\w+)(:-)?/g)].map((match) => {
    const start = match.index;
    const inside = start + match[0].length;
    let end = inside;
    for (let depth = 1; end < text.length && depth > 0; end++) {
      if (text[end] === '{') depth++;
      else if (text[end] === '}') depth--;
    }
    return { name: match[1]!, preset: match[2] === undefined ? undefined : text.slice(inside, end - 1), start, end };
  });
}

/** The text when no variable is set; undefined when one of them has no default. */
export function withDefaults(text: string): string | undefined {
  const [first] = referencesIn(text);
  if (first === undefined) return text;
  if (first.preset === undefined) return undefined;
  return withDefaults(text.slice(0, first.start) + first.preset + text.slice(first.end));
}
