import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Collector, startCollector } from './support/collector.ts';
import { fixture, preloadFile, runProgram, startProgram } from './support/program.ts';

describe('guards', { concurrency: 2 }, () => {
  let folder: string;
  const collectors: Collector[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spanwise guards '));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    for (const collector of collectors) await collector.close();
  });

  async function collect(): Promise<{ collector: Collector; env: Record<string, string> }> {
    const collector = await startCollector();
    collectors.push(collector);
    return { collector, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } };
  }

  it('loaded twice, it starts once', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('ways-to-end.cjs'), {
      args: ['empty loop'],
      flags: ['--import', preloadFile],
      env: { ...env, NODE_OPTIONS: `--require "${preloadFile}"` },
    });
    assert.equal(ended.stderr, '');
    assert.deepEqual(
      collector.spans.map((span) => span.name),
      ['pending'],
    );
  });

  it('after another SDK, it stays off with one line', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('ways-to-end.cjs'), {
      args: ['empty loop'],
      preload: 'none',
      flags: ['--require', fixture('other-sdk.cjs'), '--require', preloadFile],
      env,
    });
    assert.match(ended.stderr, /^\[spanwise\] another OpenTelemetry SDK was started before Spanwise[^\n]*\n$/);
    assert.equal(ended.stdout, 'done\nexit handler: 0\nother SDK: 1 span\n');
    assert.equal(collector.requests.length, 0);
  });

  it('before another SDK, it goes on and says so in one line', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('ways-to-end.cjs'), {
      args: ['empty loop'],
      flags: ['--require', fixture('other-sdk.cjs')],
      env,
    });
    assert.match(ended.stderr, /^\[spanwise\] another OpenTelemetry SDK was started after Spanwise[^\n]*\n$/);
    assert.deepEqual(
      collector.spans.map((span) => span.name),
      ['pending'],
    );
  });

  it('worker threads are traced, as the same service instance', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('worker.cjs'), { env });
    assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: '' });
    assert.deepEqual(collector.spans.map((span) => span.name).sort(), ['in the main thread', 'in the worker']);
    const [one, two] = collector.spans.map((span) => span.resource['service.instance.id']);
    assert.ok(one);
    assert.equal(one, two);
  });

  for (const script of ['npm-cli.js', 'npx-cli.js', 'npm', 'pnpm.cjs', 'yarn.js', 'yarn-4.9.1.cjs', 'corepack.js']) {
    it(`${script} is left alone`, async () => {
      const { collector, env } = await collect();
      const file = join(folder, script);
      await writeFile(file, 'console.log(Symbol.for("opentelemetry.js.api.1") in globalThis)');
      const ended = await runProgram(file, { env });
      assert.deepEqual({ stdout: ended.stdout, stderr: ended.stderr }, { stdout: 'false\n', stderr: '' });
      assert.equal(collector.requests.length, 0);
    });
  }

  it('npm is left alone, the script that it runs is traced', async () => {
    const { collector, env } = await collect();
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ scripts: { start: `node "${fixture('ways-to-end.cjs')}" "empty loop"` } }),
    );
    const npm = startProgram('-e', {
      preload: 'none',
      args: ['require("child_process").spawn("npm", ["start", "--silent"], { stdio: "inherit", shell: true })'],
      cwd: folder,
      env: { ...env, NODE_OPTIONS: `--require "${preloadFile}"` },
    });
    const ended = await npm.ended;
    assert.match(ended.stdout, /exit handler: 0/);
    assert.deepEqual(
      collector.spans.map((span) => span.name),
      ['pending'],
    );
  });

  it('node --test: the runner is left alone, its report is whole, the test file is traced', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('one.test.cjs'), { flags: ['--test', '--test-reporter=tap'], env });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /# pass 1/);
    assert.equal(ended.stderr, '');
    assert.deepEqual(
      collector.spans.map((span) => span.name),
      ['in a test'],
    );
  });

  it('REPL: works as a program, prints nothing of its own', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram('-i', {
      env,
      stdin: `require(${JSON.stringify(fixture('one-span.cjs'))}), 40 + 2\n`,
    });
    assert.match(ended.stdout, /42/);
    assert.doesNotMatch(ended.stdout + ended.stderr, /spanwise/);
    assert.deepEqual(
      collector.spans.map((span) => span.name),
      ['one'],
    );
  });

  it('the start of ours that fails is one line, and the program runs', async () => {
    const { collector, env } = await collect();
    const ended = await runProgram(fixture('ways-to-end.cjs'), {
      args: ['process.exit'],
      preload: 'none',
      flags: ['--require', fixture('break-engine.cjs'), '--require', preloadFile],
      env,
    });
    assert.deepEqual({ code: ended.code, stdout: ended.stdout }, { code: 3, stdout: 'exit handler: 3\n' });
    assert.match(
      ended.stderr,
      /^\[spanwise\] could not start, the program runs without telemetry: broken on purpose\n$/,
    );
    assert.equal(collector.requests.length, 0);
  });

  it('signal-exit, which counts listeners, still ends the program by the signal', async () => {
    const { collector, env } = await collect();
    const program = startProgram(fixture('signal-exit.cjs'), { env });
    await program.printed('ready');
    program.child.kill('SIGTERM');
    const ended = await program.ended;
    assert.deepEqual(
      { code: ended.code, signal: ended.signal, stdout: ended.stdout },
      { code: null, signal: 'SIGTERM', stdout: 'ready\nsignal-exit: SIGTERM\n' },
    );
    void collector;
  });
});
