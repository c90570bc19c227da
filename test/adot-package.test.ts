import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from './support/collector.ts';
import { fixture, preloadFile, runProgram } from './support/program.ts';

const name = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';

describe('SPANWISE_ENGINE=adot where the distribution of AWS is not in the tree of the preload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-adot-'));
  const preload = join(folder, 'preload/dist/index.cjs');
  after(() => rmSync(folder, { recursive: true }));

  before(() => {
    cpSync(dirname(preloadFile), dirname(preload), { recursive: true });
    for (const part of ['@fastify', '@opentelemetry', 'import-in-the-middle']) {
      link(new URL(`../packages/register/node_modules/${part}`, import.meta.url), `preload/node_modules/${part}`);
    }
  });

  function link(target: URL, path: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(fileURLToPath(target), join(folder, path), 'junction');
  }

  /** Runs a program that lies in a folder of its own, and gives what it wrote to stderr, and its span. */
  async function run(program: string, env: Record<string, string> = {}, cwd = folder) {
    link(new URL('../node_modules/@opentelemetry', import.meta.url), `${program}/node_modules/@opentelemetry`);
    copyFileSync(fixture('one-span.cjs'), join(folder, program, 'app.cjs'));
    const collector = await startCollector();
    try {
      const { code, stderr } = await runProgram(join(folder, program, 'app.cjs'), {
        preload: 'none',
        flags: ['--require', preload],
        cwd,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SPANWISE_ENGINE: 'adot', ...env },
      });
      assert.equal(code, 0);
      assert.equal(collector.spans.length, 1);
      return { stderr, resource: collector.spans[0]!.resource };
    } finally {
      await collector.close();
    }
  }

  it('absent: one line says what to install, and the default engine runs', async () => {
    const { stderr, resource } = await run('without');
    assert.equal(
      stderr,
      `[spanwise] SPANWISE_ENGINE: got 'adot', but ${name} is not installed; npm install ${name}; using native\n`,
    );
    assert.equal(resource['telemetry.distro.name'], 'spanwise');
  });

  it('absent: settings that only it takes are lines then', async () => {
    const { stderr } = await run('without-exporter', { OTEL_METRICS_EXPORTER: 'awsemf' });
    assert.match(stderr, /SPANWISE_ENGINE[^\n]*\n\[spanwise\] OTEL_METRICS_EXPORTER: [^\n]*\n$/);
  });

  it('too old: one line says so', async () => {
    const old = join(folder, 'with-old/node_modules', name);
    mkdirSync(join(old, 'build/src'), { recursive: true });
    writeFileSync(join(old, 'build/src/register.js'), 'throw new Error("loaded")');
    const manifest = { name, version: '0.10.0', exports: { './register': './build/src/register.js' } };
    writeFileSync(join(old, 'package.json'), JSON.stringify(manifest));
    const { stderr } = await run('with-old');
    assert.equal(
      stderr,
      `[spanwise] SPANWISE_ENGINE: got 'adot', but ${name} is 0.10.0, expected 0.13 or newer; npm install ${name}@latest; using native\n`,
    );
  });

  it('beside the program: it is found from there', async () => {
    link(new URL('../node_modules/@aws', import.meta.url), 'with/node_modules/@aws');
    const { stderr, resource } = await run('with');
    assert.equal(stderr, '');
    assert.match(`${resource['telemetry.auto.version']}`, /-aws$/);
  });

  it('in the working directory: it is found from there', async () => {
    const { stderr, resource } = await run('elsewhere', {}, join(folder, 'with'));
    assert.equal(stderr, '');
    assert.match(`${resource['telemetry.auto.version']}`, /-aws$/);
  });
});
