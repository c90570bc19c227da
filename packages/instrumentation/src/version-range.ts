type Triple = readonly [major: number, minor: number, patch: number];

/**
 * Tells whether a version lies in a range, by the rules of https://github.com/npm/node-semver#ranges without hyphen
 * ranges, which no instrumentation uses. A pre-release is in no range but `*`, as in upstream's instrumentations.
 *
 * @param version such as `5.1.0`; undefined when the package does not tell, which only `*` accepts
 * @param range such as `>=4.0.0 <6`, `^3.1.0` or `2 || 3`
 */
export function isInRange(version: string | undefined, range: string): boolean {
  if (range === '*') return true;
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:\+|$)/.exec(version ?? '');
  if (match === null) return false;
  const triple: Triple = [Number(match[1]), Number(match[2]), Number(match[3])];
  return range.split('||').some((alternative) => isInAll(triple, alternative));
}

const comparator = /(\^|~|[<>]?=?)\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?/g;

function isInAll(version: Triple, comparators: string): boolean {
  for (const [, operator, ...parts] of comparators.matchAll(comparator)) {
    if (!isIn(version, operator!, parts)) return false;
  }
  return true;
}

/** Each comparator is what lies from `low` on and below `high`, where a part that is missing stands for any number. */
function isIn(version: Triple, operator: string, parts: readonly (string | undefined)[]): boolean {
  const given = parts.findIndex((part) => part === undefined || !/\d/.test(part));
  const count = given === -1 ? 3 : given;
  const [major = 0, minor = 0, patch = 0] = parts.slice(0, count).map(Number);
  const low: Triple = [major, minor, patch];
  if (count === 0) return operator !== '<' && operator !== '>';
  switch (operator) {
    case '>=':
      return compare(version, low) >= 0;
    case '<':
      return compare(version, low) < 0;
    case '>':
      return compare(version, next(low, count)) >= 0;
    case '<=':
      return compare(version, next(low, count)) < 0;
    case '^':
      return compare(version, low) >= 0 && compare(version, next(low, Math.min(count, firstNumber(low)))) < 0;
    case '~':
      return compare(version, low) >= 0 && compare(version, next(low, Math.min(count, 2))) < 0;
    default:
      return compare(version, low) >= 0 && compare(version, next(low, count)) < 0;
  }
}

/** The first version after all that begin with `count` parts of this one. */
function next([major, minor, patch]: Triple, count: number): Triple {
  if (count === 1) return [major + 1, 0, 0];
  return count === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** How many parts `^` holds: up to the first that is not 0. */
function firstNumber([major, minor]: Triple): number {
  if (major > 0) return 1;
  return minor > 0 ? 2 : 3;
}

function compare(a: Triple, b: Triple): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
