/**
 * Finds the candidate that the text was probably meant to be.
 *
 * @returns the nearest candidate within a few typing mistakes (one for four letters, at most three), or undefined
 */
export function suggest(text: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bound = Math.min(3, Math.ceil(text.length / 4));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) > bound) continue;
    const distance = editDistance(text, candidate, bound);
    if (distance > bound) continue;
    best = candidate;
    bound = distance - 1;
    if (bound < 0) break;
  }
  return best;
}

/**
 * Damerau-Levenshtein distance of neighbours (optimal string alignment): insertions, deletions, substitutions and swaps
 * of two adjacent letters. Anything beyond `bound` comes out as some number greater than it.
 */
export function editDistance(a: string, b: string, bound: number = Number.POSITIVE_INFINITY): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < smallest) smallest = cost;
    }
    if (smallest > bound) return smallest;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
