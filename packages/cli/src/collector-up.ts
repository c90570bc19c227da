import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Ending, endLike, runProgram } from './child.ts';
import { featureGates, findCollector } from './collector-binary.ts';
import { choiceOptions, composeConfig, toChoice } from './collector-config.ts';
import { configFolder } from './collector-files.ts';
import { contribComponents } from './collector-names.ts';
import { setDamagedAside } from './collector-queue.ts';
import { referencesIn, withDefaults } from './collector-variables.ts';
import { say } from './output.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = { ...choiceOptions, help: helpOption };

export const upHelp: string = `Usage: spanwise collector up [options]

Starts a collector with one of our configurations: the program that OTELCOL names, else spanwise-otelcol,
otelcol-contrib or otelcol on PATH. Its output, signals and exit code are the collector's. Files of queues that it could
not open are set aside first (see \`spanwise collector queue --help\`). Where there is no collector, the commands that run
the official image with the same configuration are printed.

Options:
${optionLines(options)}

Examples:
  spanwise collector up --to debug
  JAEGER_ENDPOINT=jaeger:4317 spanwise collector up --to jaeger,prometheus --env staging

Exit code: the collector's own (and its signal); 1 when there is no collector to start, 2 for wrong usage.
`;

/** `spanwise collector up`: starts the chosen role and ends as it ends, or prints how to start it in a container. */
export async function up(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(upHelp);
    return;
  }
  if (rest.length > 0) throw new UsageError(`nothing more is expected, got ${rest[0]}`);
  const folder = configFolder();
  const choice = toChoice(values, folder);
  const text = composeConfig(choice, folder, `spanwise collector up ${args.join(' ')}`);
  const binary = findCollector(process.env);
  if (binary === undefined) {
    say('spanwise collector up: there is no collector here; set OTELCOL to one, or run its image:');
    process.stdout.write(containerCommands(args, text, contribComponents(folder).version));
    process.exitCode = 1;
    return;
  }
  await setDamagedAside(queueDirectory(text));
  endLike(await start(binary, `${choice.role}.yaml`, text));
}

/** Where the collector will keep its queues. */
function queueDirectory(text: string): string {
  return process.env.QUEUE_DIRECTORY || withDefaults(parse(text).extensions.file_storage.directory)!;
}

/** Runs the collector with a configuration, which is a file for as long as it runs. */
async function start(binary: string, name: string, text: string): Promise<Ending> {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-collector-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    const command = [binary, `--feature-gates=${featureGates}`, '--config', file];
    return await runProgram(command, { env: process.env, stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands that write the configuration to a file and run the official image with it, its variables handed on. */
function containerCommands(args: readonly string[], text: string, version: string): string {
  const used = new Set(referencesIn(text).map(({ name }) => name));
  const inside: Record<string, string> = { LISTEN_HOST: '0.0.0.0', QUEUE_DIRECTORY: '/var/lib/otelcol' };
  const handedOn = [...used].filter((name) => process.env[name] !== undefined && !(name in inside)).sort();
  const lines = [
    'docker run --rm --name otelcol --user "$(id -u):$(id -g)"',
    '-p 4317:4317 -p 4318:4318 -p 13133:13133',
    '-v "$PWD/otelcol.yaml:/etc/otelcol-contrib/config.yaml:ro" -v "$PWD/otelcol-queue:/var/lib/otelcol"',
    Object.entries(inside)
      .map(([name, value]) => `-e ${name}=${value}`)
      .join(' '),
    ...(handedOn.length === 0 ? [] : [handedOn.map((name) => `-e ${name}`).join(' ')]),
    `otel/opentelemetry-collector-contrib:${version}`,
    `--feature-gates=${featureGates} --config /etc/otelcol-contrib/config.yaml`,
  ];
  const before = [
    `spanwise collector config ${args.join(' ')} > otelcol.yaml`,
    // The folder is the user's, as the image has no user that may write into a new volume.
    'mkdir -p otelcol-queue && spanwise collector queue otelcol-queue',
  ];
  return `${before.join('\n')}\n${lines.join(' \\\n  ')}\n`;
}
