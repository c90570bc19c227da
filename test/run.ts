import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNodes } from './support/nodes.ts';

// `pnpm test` runs everything; `pnpm test exits` runs the test files whose path contains "exits".
const parts = process.argv.slice(2);
const everything = ['packages/*/src', 'test', 'examples/*'];
// `pnpm test:backends`: they need servers that take minutes to build.
const apart = 'test/backends/**';
// What the preload does to a program must hold for each engine.
const byEngine = [
  'api-versions',
  'conversation',
  'cost',
  'exits',
  'frameworks',
  'guards',
  'module-systems',
  'outage',
  'propagation',
  'redaction',
  'tls',
  'tools',
  'variables/*',
].map((name) => `test/${name}`);

// What is not AWS's own in its distribution: the end of the process, the guards, costs, redaction and sampling.
const byAdot = [
  'examples/shop/demo',
  ...['cost', 'exits', 'guards', 'redaction', 'variables/*SAMPL*', 'variables/*QUERY*'].map((name) => `test/${name}`),
];

const folder = mkdtempSync(join(tmpdir(), 'spanwise-test-'));
let failures = '';
installNodes();
await run(
  {},
  parts.length === 0
    ? everything.map((folder) => `${folder}/**/*.test.ts`)
    : parts.flatMap((part) => everything.map((folder) => `${folder}/**/*${part}*.test.ts`)),
);
if (parts.length === 0) {
  await run(
    { SPANWISE_TEST_ENGINE: 'upstream' },
    byEngine.map((file) => `${file}.test.ts`),
  );
  await run(
    { SPANWISE_TEST_ENGINE: 'adot' },
    byAdot.map((file) => `${file}.test.ts`),
  );
}
rmSync(folder, { recursive: true });
// Once more, together: the rounds' reports are thousands of lines.
if (failures !== '') console.log(`\nfailed:\n${failures}`);

async function run(env: Record<string, string>, patterns: string[]): Promise<void> {
  const files = globSync(patterns, { exclude: [apart] });
  // Without files Node.js would look for some by itself.
  if (files.length === 0) {
    console.error(`no test file has ${parts.join(' or ')} in its path`);
    process.exit(2);
  }
  const runner = spawn(
    process.execPath,
    [
      '--conditions=@spanwise/source',
      '--test',
      // Most tests wait for child processes, so a few more run than there are cores.
      `--test-concurrency=${availableParallelism() + 1}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${new URL('support/failures.ts', import.meta.url)}`,
      `--test-reporter-destination=${join(folder, 'failures')}`,
      ...files,
    ],
    { stdio: 'inherit', env: { ...process.env, ...env } },
  );
  const [code] = await once(runner, 'exit');
  if (code !== 0) process.exitCode = 1;
  failures += readFileSync(join(folder, 'failures'), 'utf8');
}
