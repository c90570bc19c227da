import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instrumentationTable, type TableRow, type Telemetry } from '@spanwise/instrumentation';
import { readSettings } from '@spanwise/settings';
import { enabledInstrumentations } from '../packages/register/src/enabled.ts';
import { ownInstrumentations } from '../packages/register/src/own-instrumentations.ts';

const settings = readSettings({});
const isOnByDefault = enabledInstrumentations(settings);
const own = ownInstrumentations(settings, {} as Telemetry);

/** What the instrumentations of our own record, where that is not what upstream's do. */
const ownRecords: Readonly<Record<string, string>> = {
  express:
    '`http.route` and errors, on the server span. With `SPANWISE_EXPRESS_SPANS=layers` it is upstream, with spans of layers.',
  fastify: '`http.route` and errors, on the server span.',
  'runtime-node': 'Metrics of the event loop, garbage collection, the heap, processor time and memory.',
};

/** Packages by which a library is used, where the instrumentation is about others that they bring. */
const usedBy: Readonly<Record<string, string>> = {
  'aws-sdk': '@aws-sdk/client-s3',
  'azure-sdk': '@azure/storage-blob',
  undici: 'undici',
};

/** Folders of the programs that tests run, each with the libraries of its own. */
const testFolders = globSync(['test/frameworks/*/package.json', 'test/engines/libraries/package.json'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
}).map((file) => fileURLToPath(new URL(`../${file.replaceAll('\\', '/')}`, import.meta.url)));

/** The page of all instrumentations, as Markdown. */
export function renderInstrumentations(): string {
  return `# Instrumentations

What Spanwise sees of a program without a change to it. Each instrumentation is loaded with the first library that it is
about; one whose library a program never loads costs nothing.

\`OTEL_NODE_ENABLED_INSTRUMENTATIONS\` takes the names of those to switch on, all others are then off;
\`OTEL_NODE_DISABLED_INSTRUMENTATIONS\` takes those to switch off. Options, such as paths to ignore and headers to capture,
are in [Settings](settings.md). One that throws is switched off alone, with a line on stderr.

In the column "From" is the package that it comes from; "ours" is part of Spanwise and works by the channels that Node.js or
the library publishes on, where there are any. \`SPANWISE_ENGINE=upstream\` uses upstream's for those too. "Tested" are the
versions of the library that our tests run: web frameworks in two services, and nearly all in programs whose spans, log
records and metrics are compared with upstream's ([Engines](engines.md)).

| Name | Library | Versions | Tested | From | By default | Records |
|---|---|---|---|---|---|---|
${instrumentationTable
  .filter(({ isOptional }) => !isOptional)
  .map(renderRow)
  .join('\n')}

## Instrumentations that you install

These packages are not part of Spanwise. Install one beside the library, where the program or the folder that it is started
in finds it, and it is loaded with the library like the others; without it nothing happens.

| Name | Library | Versions | Tested | Package | By default | Records |
|---|---|---|---|---|---|---|
${instrumentationTable
  .filter(({ isOptional }) => isOptional)
  .map(renderRow)
  .join('\n')}

Some libraries need none, since they make spans through the OpenTelemetry API themselves, and those are recorded: the client
of Anthropic (\`@anthropic-ai/sdk\`) does from 0.134 on.

## What is seen, and what is not

- CommonJS and ES modules, under \`--require\` and \`--import\`; CommonJS that an ES module imports; \`createRequire\`; several
  versions of a library side by side, in the layouts of npm and pnpm, and through symbolic links.
- Programs run by tsx, ts-node and \`node --test\`.
- Programs that esbuild, webpack or another bundler made one file of hide their libraries. What Node.js itself does (http,
  https, fetch) and what publishes on channels (undici, fastify) is still seen; libraries that the bundler is told to leave
  external are seen as ever.
- Libraries that were loaded before the preload are not: it has to be the first \`--require\`.

The web frameworks express 4 and 5, fastify 4 and 5, koa, hapi and Nest on both are tested as programs of two services, in
both module systems (\`pnpm test frameworks\`).
`;
}

function renderRow(row: TableRow): string {
  const { name, library, from, modules, records } = row;
  const ours = own[name];
  const versions = [...new Set(Object.values(modules))].filter((range) => range !== '*');
  const cells = [
    `\`${name}\``,
    library,
    versions.map((range) => `\`${range}\``).join(', '),
    testedVersions(row).join(', '),
    ours === undefined ? `\`${from}\`` : 'ours',
    isOnByDefault(name) ? 'on' : 'off',
    ours === undefined ? records : (ownRecords[name] ?? records),
  ];
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The versions of a library that are installed for tests, the oldest first. */
function testedVersions({ name, modules }: TableRow): string[] {
  const packages = name in usedBy ? [usedBy[name]!] : Object.keys(modules);
  const versions = new Set<string>();
  for (const file of testFolders) {
    const { dependencies } = readManifest(file);
    for (const library of packages) {
      if (library in dependencies)
        versions.add(readManifest(join(file, '../node_modules', library, 'package.json')).version);
    }
  }
  return [...versions].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function readManifest(file: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(file, 'utf8'));
}
