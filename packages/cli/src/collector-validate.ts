import { basename } from 'node:path';
import { findCollector, runCollector } from './collector-binary.ts';
import { checkFiles, type Problem } from './collector-check.ts';
import { configFolder, readConfigFile } from './collector-files.ts';
import { binaryComponents, type ComponentNames, contribComponents } from './collector-names.ts';
import { say } from './output.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = {
  json: { type: 'boolean', help: ['Print JSON: { ok, checkedBy, problems: [{ file, line, level, message }] }'] },
  help: helpOption,
};

export const validateHelp: string = `Usage: spanwise collector validate [options] files…

Checks files that make one configuration of a collector together, as with several --config. A binary is asked for its
own opinion (\`otelcol validate\`) when there is one: OTELCOL, or spanwise-otelcol, otelcol-contrib or otelcol on PATH.
Without one, names of components are compared with those of the official contrib image, and sections, pipelines and
references are checked.

Options:
${optionLines(options)}

Examples:
  spanwise collector validate gateway.yaml backends/jaeger.yaml
  OTELCOL=./otelcol spanwise collector validate --json otelcol.yaml

Exit code: 0 fine (there may be warnings), 1 found a problem, 2 wrong usage.
`;

/**
 * `spanwise collector validate`: prints problems as `file:line: message`. Sets exit code 1 for errors.
 *
 * @throws Error with one line when a file cannot be read
 */
export async function validate(args: string[]): Promise<void> {
  const { values, rest: paths } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(validateHelp);
    return;
  }
  if (paths.length === 0) throw new UsageError('no file to check: spanwise collector validate otelcol.yaml');
  const files = paths.map((path) => readConfigFile(path));
  const binary = findCollector(process.env);
  const listed = contribComponents(configFolder());
  const problems = checkFiles(files, binary === undefined ? listed : await componentsOf(binary, listed));
  if (binary !== undefined && !hasErrors(problems)) problems.push(...(await askBinary(binary, paths)));

  const ok = !hasErrors(problems);
  const checkedBy = binary ?? `names and structure, ${listed.of}`;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ ok, checkedBy, problems })}\n`);
  } else {
    for (const { file, line, level, message } of problems) {
      const place = line === 0 ? file : `${file}:${line}`;
      say(`${place}: ${level === 'warning' ? 'warning: ' : ''}${message}`);
    }
    if (ok) process.stdout.write(`${paths.length === 1 ? 'the file is' : 'the files are'} fine (${checkedBy})\n`);
  }
  if (!ok) process.exitCode = 1;
}

async function componentsOf(binary: string, listed: ComponentNames): Promise<ComponentNames> {
  const { code, stdout, stderr } = await runCollector(binary, ['components']);
  if (code !== 0) throw new Error(`${binary} components: ${stderr.trim().split('\n')[0]}`);
  return binaryComponents(stdout, binary, listed);
}

/** What the collector itself says against the files; it names settings, not places. */
async function askBinary(binary: string, paths: readonly string[]): Promise<Problem[]> {
  const { code, stdout, stderr } = await runCollector(binary, [
    'validate',
    ...paths.flatMap((path) => ['--config', path]),
  ]);
  if (code === 0) return [];
  const said = `${stderr}${stdout}`.trim() || `ended with ${code}`;
  return [{ file: basename(binary), line: 0, level: 'error', message: said }];
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ level }) => level === 'error');
}
