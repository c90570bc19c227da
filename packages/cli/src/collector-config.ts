import { join } from 'node:path';
import { configFolder, type Part, partNames, type Role, readConfigFile, roles } from './collector-files.ts';
import { mergeFiles, setDefaults, toText } from './collector-merge.ts';
import { didYouMean, helpOption, type Options, optionLines, parseOptions, UsageError, type Values } from './usage.ts';

/** What share of traces tail sampling keeps, errors and slow ones apart. */
const environments: Record<string, string> = { development: '100', staging: '50', production: '10' };

/** Options that say which configuration is meant; `config` and `up` share them. */
export const choiceOptions: Options = {
  role: { type: 'string', value: 'ROLE', help: ['gateway (default) or agent'] },
  to: {
    type: 'string',
    value: 'NAMES',
    help: ["A gateway's backends, or the gateways of an agent (host:port), divided by commas"],
  },
  access: {
    type: 'string',
    value: 'NAMES',
    help: ['Who may send to the gateway: files of access/, such as tls,token'],
  },
  sampling: {
    type: 'string',
    value: 'NAMES',
    help: ['memory: traces wait for their decision in memory alone; none: all are kept'],
  },
  sources: {
    type: 'string',
    value: 'NAMES',
    help: ['What an agent also reads: files of sources/, such as host-metrics'],
  },
  env: {
    type: 'string',
    value: 'NAME',
    help: ['development keeps all traces (default), staging 50 %, production 10 %,', 'besides errors and slow ones'],
  },
};

/** What the choice options of a command line mean. */
export interface Choice {
  role: Role;
  /** Files of the folder, in the order in which they are merged. */
  files: string[];
  defaults: Record<string, string>;
}

/**
 * Reads the choice options.
 *
 * @throws UsageError for what is missing or does not exist
 */
export function toChoice(values: Values, folder: string): Choice {
  const { role = 'gateway', to, access, sampling, sources, env } = values as Record<string, string | undefined>;
  const chosen = roles.find((name) => name === role);
  if (chosen === undefined) {
    throw new UsageError(`--role: got ${role}, expected ${roles.join(' or ')}${didYouMean(role, roles)}`);
  }
  if (env !== undefined && !Object.hasOwn(environments, env)) {
    const names = Object.keys(environments);
    throw new UsageError(`--env: got ${env}, expected one of ${names.join(', ')}${didYouMean(env, names)}`);
  }
  const defaults: Record<string, string> =
    env === undefined ? {} : { SAMPLING_PERCENTAGE: environments[env]!, DEPLOYMENT_ENVIRONMENT: env };
  const files = [`${chosen}.yaml`];
  const add = (option: string, part: Part, value: string): void => {
    files.push(...namesOf(option, value, partNames(folder, part)).map((name) => `${part}/${name}.yaml`));
  };
  if (chosen === 'agent') {
    if (access !== undefined) throw new UsageError('--access is for a gateway: an agent listens on loopback');
    if (sampling !== undefined) throw new UsageError('--sampling is for a gateway: an agent keeps every trace');
    if (to === undefined) {
      throw new UsageError('--to is missing: the gateways of an agent, such as --to gateway-1:4317,gateway-2:4317');
    }
    defaults.GATEWAYS = toGateways(to).join(',');
    if (sources !== undefined) add('sources', 'sources', sources);
  } else {
    if (sources !== undefined) throw new UsageError('--sources is for an agent');
    if (to === undefined) {
      throw new UsageError(`--to is missing: one or more of ${partNames(folder, 'backends').join(', ')}`);
    }
    if (access !== undefined) add('access', 'access', access);
    if (sampling !== undefined) add('sampling', 'sampling', sampling);
    add('to', 'backends', to);
  }
  return { role: chosen, files, defaults };
}

/** The files of a choice as one text, with a first comment that says how it was made. */
export function composeConfig({ files, defaults }: Choice, folder: string, madeBy: string): string {
  const document = mergeFiles(files.map((file) => readConfigFile(join(folder, file), file)));
  setDefaults(document, defaults);
  document.commentBefore = ` Made by: ${madeBy}\n\n${document.commentBefore}`;
  return toText(document);
}

const options: Options = { ...choiceOptions, help: helpOption };

export const configHelp: string = `Usage: spanwise collector config [options]

Prints the configuration of a collector as one YAML file with its comments, for the official contrib image or a binary
with the same components. Every address and limit in it is an environment variable with a default.

Options:
${optionLines(options)}

Examples:
  spanwise collector config --to jaeger,prometheus,elasticsearch --env production > gateway.yaml
  spanwise collector config --role agent --to gateway-1:4317,gateway-2:4317 > agent.yaml

Exit code: 0 printed, 2 wrong usage.
`;

/** `spanwise collector config`: prints one merged, commented file. */
export async function config(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(configHelp);
    return;
  }
  if (rest.length > 0) throw new UsageError(`nothing more is expected, got ${rest[0]}`);
  const folder = configFolder();
  process.stdout.write(composeConfig(toChoice(values, folder), folder, `spanwise collector config ${args.join(' ')}`));
}

function namesOf(option: string, value: string, known: readonly string[]): string[] {
  const names = split(value);
  for (const name of names) {
    if (known.includes(name)) continue;
    const expected = known.length === 0 ? 'there are none' : `expected one or more of ${known.join(', ')}`;
    throw new UsageError(`--${option}: got ${name || 'an empty name'}, ${expected}${didYouMean(name, known)}`);
  }
  return [...new Set(names)];
}

function toGateways(value: string): string[] {
  return split(value).map((gateway) => {
    const port = Number(/^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(gateway)?.[1] ?? 0);
    if (port >= 1 && port <= 65_535) return gateway;
    throw new UsageError(
      `--to: got ${gateway || 'an empty name'}, expected gateways as host:port, such as gateway-1:4317`,
    );
  });
}

function split(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}
