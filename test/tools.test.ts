import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { build } from 'esbuild';
import { type Collector, startCollector } from './support/collector.ts';
import { installNodes, nodeBinary, nodeVersions } from './support/nodes.ts';
import { fixture, type ProgramOptions, runProgram } from './support/program.ts';

installNodes();

const nodes: Record<string, string> = {
  [process.versions.node]: process.execPath,
  ...Object.fromEntries(nodeVersions.map((version) => [version, nodeBinary(version)])),
};

const cases: [name: string, flags: string[], file: string][] = [
  ['tsx, CommonJS', ['--import', 'tsx'], 'typescript/server.ts'],
  ['tsx, ES module', ['--import', 'tsx'], 'typescript/server.mts'],
  ['tsx/cjs', ['--require', 'tsx/cjs'], 'typescript/server.ts'],
  ['ts-node', ['--require', 'ts-node/register'], 'typescript/server.ts'],
];

/** Runs a program with a collector of its own, and gives how it ended and its spans. */
async function run(file: string, options: ProgramOptions): Promise<{ ended: object; spans: Collector['spans'] }> {
  const collector = await startCollector();
  try {
    const { code, stdout, stderr } = await runProgram(file, {
      ...options,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...options.env },
    });
    return { ended: { code, stdout, stderr: withoutPid(stderr) }, spans: collector.spans };
  } finally {
    await collector.close();
  }
}

/** Warnings of Node.js begin with the process id. */
function withoutPid(stderr: string): string {
  return stderr.replaceAll(/\(node:\d+\)/g, '(node)');
}

describe('programs that a tool compiles while they are loaded', { concurrency: 3 }, () => {
  for (const [name, flags, file] of cases) {
    for (const [version, node] of Object.entries(nodes)) {
      it(`Node.js ${version}: ${name}`, async (test) => {
        const cwd = fixture('typescript');
        // ts-node cannot use TypeScript 7, the one that lies beside it.
        const env = { TS_NODE_COMPILER: 'typescript5' };
        const bare = await runProgram(fixture(file), { node, preload: 'none', flags, cwd, env });
        if (bare.code !== 0) {
          test.skip(`without us it ends with ${bare.stderr.match(/^\w*Error.*$/m)?.[0]}`);
          return;
        }
        const { ended, spans } = await run(fixture(file), { node, flags, cwd, env });
        assert.deepEqual(ended, { code: 0, stdout: bare.stdout, stderr: withoutPid(bare.stderr) });
        const server = spans.find((span) => span.kind === 'SERVER');
        assert.equal(server?.name, 'GET /users/:id');
      });
    }
  }
});

describe('node --test', () => {
  for (const isolation of ['process', 'none']) {
    it(`--test-isolation=${isolation}`, async () => {
      const flags = ['--test', `--test-isolation=${isolation}`];
      const { ended, spans } = await run(fixture('express.test.cjs'), { flags });
      assert.partialDeepStrictEqual(ended, { code: 0, stderr: '' });
      assert.equal(spans.find((span) => span.kind === 'SERVER')?.name, 'GET /users/:id');
    });
  }
});

describe('a program that esbuild made one file of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-bundle-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const format of ['cjs', 'esm'] as const) {
    it(`${format}: what publishes on channels is seen`, async () => {
      const outfile = join(folder, `server.${format === 'cjs' ? 'cjs' : 'mjs'}`);
      await build({
        entryPoints: [fixture(`fastify-server.${format === 'cjs' ? 'cjs' : 'mjs'}`)],
        outfile,
        format,
        bundle: true,
        platform: 'node',
        logLevel: 'silent',
        // What esbuild advises for CommonJS in an ES module.
        ...(format === 'esm'
          ? { banner: { js: "import{createRequire as c}from'node:module';const require=c(import.meta.url);" } }
          : {}),
      });
      const { ended, spans } = await run(outfile, {});
      assert.deepEqual(ended, { code: 0, stdout: '{"id":"7"}\n', stderr: '' });
      const client = spans.find((span) => span.kind === 'CLIENT');
      const server = spans.find((span) => span.kind === 'SERVER');
      assert.equal(server?.parentSpanId, client?.spanId);
    });
  }

  it('what is left out of the bundle is instrumented', async () => {
    const outfile = fixture('bundled-server.cjs');
    after(() => rmSync(outfile, { force: true }));
    await build({
      entryPoints: [fixture('express-server.cjs')],
      outfile,
      bundle: true,
      platform: 'node',
      external: ['express'],
    });
    const { ended, spans } = await run(outfile, {});
    assert.deepEqual(ended, { code: 0, stdout: '{"id":"7"}\n', stderr: '' });
    assert.equal(spans.find((span) => span.kind === 'SERVER')?.name, 'GET /users/:id');
  });
});
