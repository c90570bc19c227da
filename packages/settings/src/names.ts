import { aliases } from './aliases.ts';
import type { Reading } from './read.ts';
import { suggest } from './suggest.ts';
import { type SettingName, settingsByName } from './table.ts';
import { quote } from './text.ts';

/** Names of other languages' SDKs and of what operators inject, which share the prefix and are not for us. */
const foreign =
  /^OTEL_(PYTHON|GO|JAVA|JAVAAGENT|DOTNET|RUBY|PHP|RUST|CPP|SWIFT|ERLANG|ELIXIR|COLLECTOR|OPERATOR|RESOURCE_ATTRIBUTES)_/;

/**
 * Picks the settings that the environment sets to anything but an empty text. A name with our prefix that is none
 * becomes a warning when a setting's name is near; without a near one only `SPANWISE_` names do, because the
 * specification may have grown.
 */
export function settingNames({ env, warnings }: Pick<Reading, 'env' | 'warnings'>): SettingName[] {
  const found: SettingName[] = [];
  for (const name of Object.keys(env)) {
    const upper = name.toUpperCase();
    const isOurs = upper.startsWith('SPANWISE_');
    if ((!isOurs && !upper.startsWith('OTEL_')) || !env[name]?.trim()) continue;
    // On Windows a name is read whatever its case.
    if (isKnown(upper) && env[upper] !== undefined) {
      if (settingsByName.has(upper)) found.push(upper as SettingName);
      continue;
    }
    if (foreign.test(upper)) continue;
    const meant = isKnown(upper) ? upper : suggest(upper, knownNames());
    if (meant !== undefined) warnings.push(`${shown(name)}: there is no such setting; did you mean ${meant}?`);
    else if (isOurs) warnings.push(`${shown(name)}: there is no such setting; ignored`);
  }
  return found;
}

function isKnown(name: string): boolean {
  return settingsByName.has(name) || aliases.some((alias) => alias.name === name);
}

function* knownNames(): Iterable<string> {
  yield* settingsByName.keys();
  for (const { name } of aliases) yield name;
}

function shown(name: string): string {
  return /^\w{1,80}$/.test(name) ? name : quote(name);
}
