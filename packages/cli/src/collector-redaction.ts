import { type Preset, presets, rulesOf, toCollectorRedaction } from '@spanwise/logging/redaction';
import { readRedactionRules } from '@spanwise/logging/redaction-rules';
import { writeProcessor } from './collector-processor.ts';
import { say } from './output.ts';
import { didYouMean, helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  rules: { type: 'string', value: 'FILE', help: ['A YAML file of rules (SPANWISE_REDACT_RULES)'] },
  preset: { type: 'string', value: 'NAME', help: [`${presets.join(', ')} (SPANWISE_REDACT)`] },
  hash: { type: 'boolean', help: ['Hash by the key in SPANWISE_REDACT_KEY instead of masking'] },
  help: helpOption,
};

export const collectorRedactionHelp: string = `Usage: spanwise collector redaction [options]

Writes the settings of the collector's redaction processor that take out what redaction rules do, as a file to add to
gateway.yaml; what the collector does differently is said on stderr. Without options it is what gateway.yaml has for
credentials.

Options:
${optionLines(options)}

Example:
  spanwise collector redaction --rules redaction.yaml > redaction-processor.yaml
  otelcol --config gateway.yaml --config redaction-processor.yaml

Exit code: 0 written, 1 the rules are wrong, 2 wrong usage.
`;

/** `spanwise collector redaction`: one file of rules for the program and for the collector. */
export async function collectorRedaction(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(collectorRedactionHelp);
    return;
  }
  if (rest.length > 0) throw new UsageError(`nothing more is expected, got ${rest[0]}`);
  const { rules: file, preset, hash } = values as { rules?: string; preset?: string; hash?: boolean };
  if (preset !== undefined && !presets.includes(preset as Preset)) {
    const meant = didYouMean(preset, presets);
    throw new UsageError(`--preset: got ${preset}, expected one of ${presets.join(', ')}${meant}`);
  }
  const named = preset === undefined ? [] : [preset as Preset];
  const read = file === undefined ? undefined : readRedactionRules(file);
  if (read !== undefined && read.problems.length > 0) {
    for (const problem of read.problems) say(problem);
    process.exitCode = 1;
    return;
  }
  const rules = [...(read?.rules ?? []), ...rulesOf([...named, ...(read?.presets ?? [])])];
  const { redaction, differences } = toCollectorRedaction(rules, { allow: read?.allow, hash: hash === true });
  for (const difference of differences) say(`differs: ${difference}`);
  writeProcessor(['redaction', ...args], { redaction }, redaction.hmac_key);
}
