/** One documented limit of a cloud's intake. The servers of these tests refuse what breaks it, as the real one does. */
export interface Limit<Request> {
  /** What is allowed. */
  allows: string;
  /** The page that says so. */
  source: string;
  /** How the request breaks it; undefined when it does not. */
  broken(request: Request): string | undefined;
}

/** What the first limit that a request breaks says of it; undefined when it breaks none. */
export function firstBroken<Request>(limits: readonly Limit<Request>[], request: Request): string | undefined {
  for (const { allows, broken } of limits) {
    const how = broken(request);
    if (how !== undefined) return `${allows}: got ${how}`;
  }
  return undefined;
}

/** The first of the values that is above the limit, with its name. */
export function above(limit: number, values: Iterable<readonly [name: string, value: number]>): string | undefined {
  for (const [name, value] of values) {
    if (value > limit) return `${value} (${name})`;
  }
  return undefined;
}
