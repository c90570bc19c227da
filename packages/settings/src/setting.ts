/** The engines behind `SPANWISE_ENGINE` that exist in this version. */
export const engines = ['native', 'upstream', 'adot'] as const;

export type Engine = (typeof engines)[number];

/**
 * How the text of a variable is read:
 *
 * - `boolean`: `true` or `false`, in any case
 * - `integer`: a whole number, from 0 to 2147483647 unless `min` and `max` say otherwise
 * - `number`: a decimal number from `min` to `max`
 * - `duration`: a whole number of milliseconds; with `units` also `2s` or `500ms`
 * - `timeout`: like `duration`, but 0 means no limit
 * - `bytes`: a whole number of bytes, or one with a unit such as `32MiB`
 * - `enum`: one of `values`, in any case
 * - `list`: some of `values` separated by commas, or anything when `open`
 * - `map`: `key=value` pairs separated by commas, keys and values percent-decoded
 * - `url`: an http or https url
 * - `path`: the path of a file, which is not opened here
 * - `string`: anything
 */
export type SettingType =
  | 'boolean'
  | 'integer'
  | 'number'
  | 'duration'
  | 'timeout'
  | 'bytes'
  | 'enum'
  | 'list'
  | 'map'
  | 'url'
  | 'path'
  | 'string';

/** One environment variable. */
export interface Setting {
  readonly type: SettingType;
  /** One sentence: what it sets. */
  readonly about: string;
  readonly default?: boolean | number | string | readonly string[];
  /** What applies while it is not set, in words, where `default` cannot say it. */
  readonly unset?: string;
  /** What `enum` and `list` accept. */
  readonly values?: readonly string[];
  /** Values that only the engine `adot` takes, and reads by itself. */
  readonly adot?: readonly string[];
  /** Values of the specification that no other engine honours, each with what to do instead. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Other spellings of `values`. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** A `list` that also takes values it does not know. */
  readonly open?: true;
  readonly min?: number;
  readonly max?: number;
  /** A `duration` that also accepts a unit. */
  readonly units?: true;
  /** A `url` that may also be `host:port`, which is what gRPC takes. */
  readonly target?: true;
  /** A `map` whose keys are names of HTTP headers. */
  readonly headers?: true;
  /** The value is never shown. */
  readonly secret?: true;
  /** The setting whose value applies while this one is not set. */
  readonly fallback?: string;
  /** The engines that honour it; absent: all of them. */
  readonly engines?: readonly Engine[];
  /** What to do instead, when no engine honours it. */
  readonly instead?: string;
}

/** Settings that the specification describes in one place. */
export interface SettingGroup {
  readonly title: string;
  /** Where the rules come from, when they are not ours. */
  readonly link?: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

export type Value = boolean | number | string | readonly string[] | Readonly<Record<string, string>>;
