import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCommand, startCommand } from '../test-support/command.ts';

const node = process.execPath;
const off = { OTEL_SDK_DISABLED: 'true' };
const run = (...args: string[]) => runCommand(['run', ...args], { env: off });
const posix = { skip: process.platform === 'win32' && 'there are no signals on Windows' };

describe('spanwise run', () => {
  test('loads the preload and leaves everything else to the program', async () => {
    const script = `
      console.log(Symbol.for('spanwise.register') in globalThis, process.argv.slice(1).join());
      console.error('err');
      process.exitCode = 7;`;
    const finished = await run('--', node, '-e', script, '--', '--json', 'a b');
    assert.deepEqual(finished, { code: 7, signal: null, stdout: 'true --json,a b\n', stderr: 'err\n' });
  });

  test('needs no -- before a program', async () => {
    const { code, stdout } = await run('--service-name', 'shop', node, '-p', 'process.env.OTEL_SERVICE_NAME');
    assert.deepEqual([code, stdout], [0, 'shop\n']);
  });

  test('hands stdin on, and pipes stay as they are', async () => {
    const { child, finished } = startCommand(['run', '--', node, '-e', 'process.stdin.pipe(process.stdout)'], {
      env: off,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin!.end('through');
    assert.equal((await finished).stdout, 'through');
  });

  test('sets what its options say', async () => {
    const script = 'Object.entries(process.env).filter(([name]) => /^OTEL_EXP/.test(name)).sort().join(" ")';
    const options = ['--endpoint', 'http://collector:4318', '--protocol=http/json'];
    const { stdout } = await run(...options, '--', node, '-p', script);
    assert.equal(stdout, 'OTEL_EXPORTER_OTLP_ENDPOINT,http://collector:4318 OTEL_EXPORTER_OTLP_PROTOCOL,http/json\n');
  });

  test('does not add the preload twice', async () => {
    const script = 'process.env.NODE_OPTIONS.match(/--require/g).length';
    const first = await run('--', node, '-p', 'process.env.NODE_OPTIONS');
    const env = { ...off, NODE_OPTIONS: first.stdout.trim() };
    const { stdout } = await runCommand(['run', '--', node, '-p', script], { env });
    assert.equal(stdout, '1\n');
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGABRT'] as const) {
    test(`dies by ${signal} when the program does`, posix, async () => {
      const { code, signal: died } = await run(
        '--',
        node,
        '-e',
        `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`,
      );
      assert.deepEqual([code, died], [null, signal]);
    });
  }

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) {
    test(`passes ${signal} on, once`, posix, async () => {
      const script = `
        let times = 0;
        process.on('${signal}', () => {
          times++;
          setTimeout(() => process.exit(40 + times), 100);
        });
        setInterval(() => {}, 1000);
        console.log('ready');`;
      const { child, finished, said } = startCommand(['run', '--', node, '-e', script], { env: off });
      await said('stdout', /ready/);
      child.kill(signal);
      assert.equal((await finished).code, 41);
    });
  }

  test('ends 127 when the command is not found', async () => {
    const finished = await run('--', 'no-such-command-here');
    assert.deepEqual(finished, {
      code: 127,
      signal: null,
      stdout: '',
      stderr: 'spanwise run: command not found: no-such-command-here\n',
    });
  });

  test('ends 126 when the command cannot be run', posix, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'spanwise-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'data.txt');
    writeFileSync(file, 'no program');
    const { code, stderr } = await run('--', file);
    assert.equal(code, 126);
    assert.match(stderr, /^spanwise run: cannot run .*data\.txt: .*EACCES\n$/);
  });
});

describe('wrong usage is one line and exit code 2', () => {
  const rows: [args: string[], line: string][] = [
    [['rnu'], 'spanwise: no such command: rnu; did you mean run? (see: spanwise --help)'],
    [['frobnicate'], 'spanwise: no such command: frobnicate (see: spanwise --help)'],
    [['--versoin'], 'spanwise: no such option: --versoin; did you mean --version? (see: spanwise --help)'],
    [['constructor'], 'spanwise: no such command: constructor (see: spanwise --help)'],
    [['cost', '--jsn'], 'spanwise cost: no such option: --jsn (see: spanwise cost --help)'],
    [['run'], 'spanwise run: no command to run: spanwise run -- node app.js (see: spanwise run --help)'],
    [['run', '--'], 'spanwise run: no command to run: spanwise run -- node app.js (see: spanwise run --help)'],
    [
      ['run', '--endpiont', 'x', '--', 'a'],
      'spanwise run: no such option: --endpiont; did you mean --endpoint? (see: spanwise run --help)',
    ],
    [
      ['run', '--endpoint', 'collector', '--', 'a'],
      'spanwise run: --endpoint: got collector, expected a URL such as http://localhost:4318 (see: spanwise run --help)',
    ],
    [
      ['run', '--protocol', 'http/protobuff', '--', 'a'],
      'spanwise run: --protocol: got http/protobuff, expected one of http/protobuf, http/json, grpc; did you mean http/protobuf? (see: spanwise run --help)',
    ],
    [
      ['run', '--service-name', '--', 'a'],
      'spanwise run: --service-name needs a value: --service-name NAME (see: spanwise run --help)',
    ],
    [['dev', '--json=yes'], 'spanwise dev: --json takes no value, got "yes" (see: spanwise dev --help)'],
    [
      ['dev', '--port', '70000', '--', 'a'],
      'spanwise dev: --port: got 70000, expected a number from 0 to 65535 (see: spanwise dev --help)',
    ],
  ];
  for (const [args, line] of rows) {
    test(`spanwise ${args.join(' ')}`, async () => {
      assert.deepEqual(await runCommand(args), { code: 2, signal: null, stdout: '', stderr: `${line}\n` });
    });
  }
});

describe('help and version', () => {
  const commands = [
    ...['run', 'dev', 'sampling', 'sampling try', 'sampling explain', 'collector', 'collector sampling', 'cost'],
    ...['report', 'export', 'diff', 'prices', 'reconcile'].map((name) => `cost ${name}`),
  ];
  for (const args of [
    ['--help'],
    ['-h'],
    ['help'],
    ['dev', '-h'],
    ...commands.map((command) => [...command.split(' '), '--help']),
  ]) {
    test(`spanwise ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runCommand(args);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Usage: spanwise/);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 120, line);
    });
  }

  test('spanwise without a word prints the help and ends 2', async () => {
    const { code, stdout } = await runCommand([]);
    assert.equal(code, 2);
    assert.match(stdout, /^Usage: spanwise <command>/);
  });

  test('spanwise --version', async () => {
    const { code, stdout } = await runCommand(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
