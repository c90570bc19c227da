import { readAliases } from './aliases.ts';
import { contradictions } from './contradictions.ts';
import { settingNames } from './names.ts';
import { maxInteger, parse } from './parse.ts';
import type { Setting, Value } from './setting.ts';
import { type SettingName, type SettingValue, settingsByName } from './table.ts';
import { maskUrl, shorten } from './text.ts';

/** The environment, such as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The settings of one environment, read once. */
export interface Settings {
  /** What is wrong with the environment, one line each, without prefix and without secrets. */
  readonly warnings: readonly string[];
  /** The value that applies: the variable's, its alias's, that of the more general setting, or the default. */
  get<N extends SettingName>(name: N): SettingValue<N>;
  /** Whether the variable or an alias of it is set to something valid. */
  isSet(name: SettingName): boolean;
}

/** An environment while it is being read. */
export interface Reading extends Settings {
  readonly env: Env;
  readonly warnings: string[];
  set(name: SettingName, value: Value): void;
  /**
   * Reads a variable by the rules of a setting.
   * @returns undefined when it is unset or invalid
   */
  read(variable: string, rules: SettingName): Value | undefined;
}

/**
 * Reads every setting of the table from the environment. Empty means unset, invalid means a warning and the default.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 *
 * @param more settings without a prefix of ours that are read too; other programs may mean something else by such names
 * @returns the settings; nothing is thrown, what is wrong is in `warnings`
 */
export function readSettings(env: Env, more: readonly SettingName[] = []): Settings {
  const values = new Map<string, Value>();
  const complaints: { variable: string; rules: SettingName; problem: string }[] = [];
  const isAdot = env.SPANWISE_ENGINE?.trim().toLowerCase() === 'adot';
  const settingOf = (name: SettingName): Setting => {
    const setting = settingsByName.get(name)!;
    const { values = [], adot } = setting;
    return isAdot && adot !== undefined ? { ...setting, values: [...values, ...adot] } : setting;
  };
  const reading: Reading = {
    env,
    warnings: [],
    get: <N extends SettingName>(name: N) => resolve(values, name) as SettingValue<N>,
    isSet: (name) => values.has(name),
    set: (name, value) => values.set(name, value),
    read(variable, rules) {
      const text = env[variable]?.trim();
      if (!text) return undefined;
      return parse(settingOf(rules), text, (problem) => complaints.push({ variable, rules, problem }));
    },
  };

  const names = [...settingNames(reading), ...more];
  for (const name of names) {
    if (name === 'OTEL_TRACES_SAMPLER_ARG') continue;
    const { engines, instead } = settingsByName.get(name)!;
    if (engines?.length === 0) {
      reading.warnings.push(`${name}: has no effect; ${instead}`);
      continue;
    }
    const value = reading.read(name, name);
    if (value !== undefined) values.set(name, value);
  }
  readSamplerArgument(reading);
  readAliases(reading);
  for (const { variable, rules, problem } of complaints) {
    const outcome = variable === rules ? describe(rules, reading.get(rules)) : 'ignored';
    reading.warnings.push(`${variable}: ${problem}; ${outcome}`);
  }
  reading.warnings.push(...contradictions(reading, names));
  return { warnings: [...new Set(reading.warnings)], get: reading.get, isSet: reading.isSet };
}

function resolve(values: ReadonlyMap<string, Value>, name: SettingName): Value | undefined {
  const { default: preset, fallback, type } = settingsByName.get(name)!;
  const value = values.get(name) ?? preset ?? (fallback && resolve(values, fallback as SettingName));
  if (name === 'OTEL_METRIC_EXPORT_TIMEOUT') {
    return Math.min(value as number, resolve(values, 'OTEL_METRIC_EXPORT_INTERVAL') as number);
  }
  return value ?? (type === 'list' ? [] : type === 'map' ? {} : undefined);
}

/** Those whose argument is read by what loads them: it is no ratio. */
const remoteSampler = /jaeger_remote|xray/;

function readSamplerArgument({ env, warnings, get, isSet, read, set }: Reading): void {
  const name = 'OTEL_TRACES_SAMPLER_ARG';
  if (!env[name]?.trim()) return;
  const sampler = get('OTEL_TRACES_SAMPLER');
  if (!env.OTEL_TRACES_SAMPLER?.trim()) {
    warnings.push(`${name}: has no effect without OTEL_TRACES_SAMPLER; set it to parentbased_traceidratio`);
  } else if (sampler.endsWith('traceidratio')) {
    const ratio = read(name, name);
    if (ratio !== undefined) set(name, ratio);
  } else if (isSet('OTEL_TRACES_SAMPLER') && !remoteSampler.test(sampler)) {
    warnings.push(`${name}: has no effect on ${sampler}; set OTEL_TRACES_SAMPLER to parentbased_traceidratio`);
  }
}

/** What applies in place of an invalid value. */
function describe(name: SettingName, value: Value | undefined): string {
  const { secret, type } = settingsByName.get(name)!;
  if (secret) return 'leaving it out';
  if (type === 'timeout' && value === maxInteger) return 'using no limit';
  if (Array.isArray(value) && value.length > 0) return `using ${shorten(value.join(','))}`;
  if (value === undefined || typeof value === 'object') return 'ignored';
  return `using ${shorten(maskUrl(`${value}`))}`;
}
