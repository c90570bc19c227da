import type { Outcome } from './normalise.ts';
import type { Engine } from './run.ts';

/** One line of the outcome that the engines do not agree on; undefined where an engine has no such line. */
export interface Difference {
  program: string;
  /** The way to the span and what of it, such as `GET / query: attribute db.name`. */
  where: string;
  upstream: string | undefined;
  native: string | undefined;
}

export function differences(program: string, outcomes: Record<Engine, Outcome>): Difference[] {
  const { upstream, native } = outcomes;
  const found: Difference[] = [];
  for (const where of new Set([...upstream.keys(), ...native.keys()])) {
    if (upstream.get(where) === native.get(where)) continue;
    // Of what one engine has not made, that is all there is to say.
    const item = itemOf(where);
    if (item !== where && upstream.has(item) !== native.has(item)) continue;
    found.push({ program, where, upstream: upstream.get(where), native: native.get(where) });
  }
  return found;

  function itemOf(where: string): string {
    for (let end = where.lastIndexOf(': '); end > 0; end = where.lastIndexOf(': ', end - 1)) {
      const item = where.slice(0, end);
      if (isItem(upstream.get(item)) || isItem(native.get(item))) return item;
    }
    return where;
  }
}

function isItem(line: string | undefined): boolean {
  return line === 'a span' || line === 'a log record' || line === 'a metric';
}

/** One line of text, for the message of a failed comparison. */
export function describeDifference({ where, upstream, native }: Difference): string {
  return `${where}\n    upstream: ${upstream ?? '(nothing)'}\n    native:   ${native ?? '(nothing)'}`;
}
