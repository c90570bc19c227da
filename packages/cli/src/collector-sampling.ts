import { toTailSampling } from '@spanwise/sampling';
import { writeProcessor } from './collector-processor.ts';
import { say } from './output.ts';
import { rulesOf, rulesOptions } from './sampling-rules.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = { ...rulesOptions, help: helpOption };

export const collectorSamplingHelp: string = `Usage: spanwise collector sampling [options]

Writes the policies of the collector's tail_sampling that keep the same traces as sampling rules do, as a file to add
to gateway.yaml; what the collector does differently is said on stderr. It needs the collector's feature gate
processor.tailsamplingprocessor.usetracestate.

Options:
${optionLines(options)}

Example:
  spanwise collector sampling --rules sampling.yaml > tail-sampling.yaml
  otelcol --config gateway.yaml --config tail-sampling.yaml \\
    --feature-gates=processor.tailsamplingprocessor.usetracestate

Exit code: 0 written, 1 the rules are wrong, 2 wrong usage.
`;

/** `spanwise collector sampling`: one file of rules for the program and for the collector. */
export async function collectorSampling(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(collectorSamplingHelp);
    return;
  }
  if (rest.length > 0) throw new UsageError(`nothing more is expected, got ${rest[0]}`);
  const rules = rulesOf(values);
  if (rules === undefined) return;
  const { policies, differences } = toTailSampling(rules);
  for (const difference of differences) say(`differs: ${difference}`);
  writeProcessor(['sampling', ...args], { tail_sampling: { policies } });
}
