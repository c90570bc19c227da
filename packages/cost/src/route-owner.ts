import type { Owner } from '@spanwise/semconv';

/** A rule: who pays for the requests of a route. */
export interface RouteOwner {
  /** The route's template or the beginning of one before a `*`: `/reports/*`. */
  route: string;
  owner: Owner;
}

/** The owner of a route by the first rule that holds. */
export function createRouteOwners(rules: readonly RouteOwner[]): (route: string | undefined) => Owner | undefined {
  return (route) => {
    if (route === undefined) return undefined;
    return rules.find(({ route: wanted }) =>
      wanted.endsWith('*') ? route.startsWith(wanted.slice(0, -1)) : route === wanted,
    )?.owner;
  };
}
