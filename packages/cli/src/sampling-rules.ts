import { type Profile, profileRules, type Rule } from '@spanwise/sampling';
import { readRules } from '@spanwise/sampling/rules-file';
import { say } from './output.ts';
import { didYouMean, type Options, UsageError, type Values } from './usage.ts';

const profiles: readonly Profile[] = ['development', 'staging', 'production'];

/** Options that say which rules are meant. */
export const rulesOptions: Options = {
  rules: { type: 'string', value: 'FILE', help: ['A YAML file of rules (SPANWISE_SAMPLING_RULES)'] },
  profile: { type: 'string', value: 'NAME', help: [`${profiles.join(', ')} (SPANWISE_SAMPLING)`] },
};

/**
 * The rules that the options name.
 *
 * @returns undefined when the file is wrong: every problem is a line on stderr then, and the exit code is 1
 * @throws UsageError when there is not one of the two
 */
export function rulesOf(values: Values): readonly Rule[] | undefined {
  const { rules: file, profile } = values as Record<string, string | undefined>;
  if ((file === undefined) === (profile === undefined)) {
    throw new UsageError(
      `${file === undefined ? 'one is missing' : 'only one can be'} of --rules FILE and --profile NAME`,
    );
  }
  if (profile !== undefined) {
    if (profiles.includes(profile as Profile)) return profileRules(profile as Profile);
    const meant = didYouMean(profile, profiles);
    throw new UsageError(`--profile: got ${profile}, expected one of ${profiles.join(', ')}${meant}`);
  }
  const { rules, problems } = readRules(file!);
  if (problems.length === 0) return rules;
  for (const problem of problems) say(problem);
  process.exitCode = 1;
  return undefined;
}
