import { parseDuration } from './comparison.ts';
import { healthChecks, type Rule } from './rule.ts';

/** `SPANWISE_SAMPLING`. */
export type Profile = 'development' | 'staging' | 'production';

const ratios: Readonly<Record<Profile, number>> = { development: 1, staging: 0.5, production: 0.1 };

/** From when on a trace counts as slow. */
export interface SlowLimits {
  /** Undefined: no trace is slow. */
  readonly millis: number | undefined;
  /** Other limits for routes, in milliseconds, the first that matches. */
  readonly routes: readonly (readonly [glob: string, millis: number])[];
}

export interface ProfileOptions {
  /** Default: 1 s for every route. */
  readonly slow?: SlowLimits;
  /** Globs of services and, beginning with a slash, of routes that are kept whole. */
  readonly critical?: readonly string[];
  /** Do not drop the traces of health checks and metrics scrapes. */
  readonly keepHealthChecks?: boolean;
}

/** The rules of a profile: a ratio of all traces, and every error, slow trace, critical service and critical route. */
export function profileRules(profile: Profile, options: ProfileOptions = {}): Rule[] {
  const ratio: Rule = { name: profile, action: { ratio: ratios[profile] } };
  if (profile === 'development') return [ratio];
  const { slow = { millis: 1000, routes: [] }, critical = [], keepHealthChecks = false } = options;
  const routes = critical.filter((item) => item.startsWith('/'));
  const services = critical.filter((item) => !item.startsWith('/'));
  return [
    ...(keepHealthChecks ? [] : [healthChecks]),
    ...(services.length > 0
      ? [{ name: 'critical service', match: { service: services }, action: 'keep' } as const]
      : []),
    ...(routes.length > 0 ? [{ name: 'critical route', match: { route: routes }, action: 'keep' } as const] : []),
    { name: 'errors', match: { status: 'error' }, action: 'keep' },
    ...slowRules(slow, ratio),
    ratio,
  ];
}

/** A route with a limit of its own is slow by that one only: below it, it goes on to the ratio. */
function slowRules({ millis, routes }: SlowLimits, { action }: Rule): Rule[] {
  const rules: Rule[] = [];
  for (const [route, limit] of routes) {
    rules.push({ name: `slow ${route}`, match: { route, duration: limit }, action: 'keep' });
    rules.push({ name: `not slow ${route}`, match: { route, duration: `< ${limit}` }, action });
  }
  if (millis !== undefined) rules.push({ name: 'slow', match: { duration: millis }, action: 'keep' });
  return rules;
}

/**
 * Reads `SPANWISE_KEEP_SLOW`: a duration or `none`, and durations for routes, such as `1s,/reports/**=10s`.
 *
 * @param complain takes what is wrong with a part, as a phrase; the part is left out
 */
export function parseSlowLimits(text: string, complain: (problem: string) => void): SlowLimits {
  let millis: number | undefined = 1000;
  const routes: [string, number][] = [];
  for (const part of text.split(',')) {
    const item = part.trim();
    if (item === '') continue;
    if (item.toLowerCase() === 'none') {
      millis = undefined;
      continue;
    }
    const equals = item.lastIndexOf('=');
    const limit = parseDuration(item.slice(equals + 1).trim());
    const route = item.slice(0, Math.max(0, equals)).trim();
    if (limit === undefined || (equals !== -1 && !route.startsWith('/'))) {
      complain(`got '${item}', expected a duration such as 1s, none, or a route with one such as /reports/**=10s`);
    } else if (equals === -1) {
      millis = limit;
    } else {
      routes.push([route, limit]);
    }
  }
  return { millis, routes };
}
