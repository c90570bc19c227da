/** A rule: what it is about, and what happens with the traces that it is the first to match. */
export interface Rule {
  /** Shown in `sampling.rule`, in counters and by the dry run; unique. */
  readonly name: string;
  /** All of them must hold; without any the rule matches every trace. */
  readonly match?: Conditions;
  readonly action: Action;
}

/**
 * What a trace must be like. Lists hold when one of their values does; `*` stands for anything but a slash, `**` for
 * anything. Everything but `status` and `cost` is about the local root: the first span of the trace in this process.
 */
export interface Conditions {
  readonly service?: string | readonly string[];
  /** `http.route`, or the path of the url. */
  readonly route?: string | readonly string[];
  /** The path of the url that the span starts with. */
  readonly path?: string | readonly string[];
  /** The HTTP method that the span starts with. */
  readonly method?: string | readonly string[];
  readonly kind?: Kind | readonly Kind[];
  /** The span's name at its end. */
  readonly name?: string | readonly string[];
  /** `tenant.id`. */
  readonly tenant?: string | readonly string[];
  /** `error`: a span of the trace in this process has the status ERROR; `ok`: none has. */
  readonly status?: Status;
  /** At least so long, or a comparison: `1s`, `>= 1s`, `< 50ms`; a number is milliseconds. */
  readonly duration?: string | number;
  /** The sum of `cost.amount`: at least so much, or a comparison such as `> 0.05`. */
  readonly cost?: string | number;
  readonly attributes?: Readonly<Record<string, AttributeCondition>>;
}

/**
 * A value, one of several, a comparison of numbers (`>= 500`), or whether the attribute is there. Texts are globs.
 */
export type AttributeCondition =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | { exists: boolean };

export const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
type Kind = (typeof kinds)[number];

export const statuses = ['error', 'ok'] as const;
type Status = (typeof statuses)[number];

/**
 * - `drop`: none of them
 * - `keep`: all of them, whatever the caller decided
 * - `ratio`: this part of them, and of those that another service has begun no more than it kept
 * - `limit`: as many as fit, thinned evenly or, with `by`, frequent keys more than rare ones
 */
export type Action = 'drop' | 'keep' | { readonly ratio: number } | { readonly limit: Limit };

/** One of the four amounts, and how it is shared. */
export interface Limit {
  readonly traces_per_second?: number;
  readonly spans_per_minute?: number;
  /** Bytes of encoded spans; also as text, `10MiB`. */
  readonly bytes_per_minute?: number | string;
  readonly usd_per_minute?: number;
  /** What a backend takes for 10^9 bytes, for `usd_per_minute`. */
  readonly usd_per_gb?: number;
  /** What a key is made of: `service`, `route`, `method`, `kind`, `name`, `tenant`, `status`, or names of attributes. */
  readonly by?: readonly string[];
}

/** The amounts of a limit. */
export const amounts = ['traces_per_second', 'spans_per_minute', 'bytes_per_minute', 'usd_per_minute'] as const;

/** Drops what only asks whether the service is alive; in front of the rules of a file and of a profile. */
export const healthChecks: Rule = {
  name: 'health checks',
  match: {
    kind: 'server',
    path: [
      '/{health,healthz,healthcheck,health-check,livez,readyz,startupz,ping,metrics}',
      '/health/**',
      '/-/{healthy,ready}',
      '/{live,alive,ready,liveness,readiness}',
      '/actuator/{health,prometheus}',
      '/actuator/health/**',
    ],
    method: ['GET', 'HEAD', 'OPTIONS'],
  },
  action: 'drop',
};
