import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { runCommand, startCommand } from '../test-support/command.ts';
import { checkFiles } from './collector-check.ts';
import { composeConfig, toChoice } from './collector-config.ts';
import { configFolder, partNames } from './collector-files.ts';
import { contribComponents } from './collector-names.ts';
import type { Values } from './usage.ts';

const folder = configFolder();
const backends = partNames(folder, 'backends');
const work = mkdtempSync(join(tmpdir(), 'spanwise-collector-test-'));
after(() => rmSync(work, { recursive: true, force: true }));
// No collector on this PATH, only Node.js.
const env = { PATH: join(process.execPath, '..'), OTELCOL: '' };
const run = (...args: string[]) => runCommand(['collector', ...args], { env, cwd: work });
const posix = { skip: process.platform === 'win32' && 'the collector of the test is a script' };

function write(name: string, text: string, mode = 0o644): string {
  const path = join(work, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('spanwise collector config', () => {
  for (const to of [...backends, backends.join(','), 'jaeger,prometheus,elasticsearch']) {
    test(`gateway to ${to}`, () => {
      const text = composeConfig(toChoice({ to }, folder), folder, 'test');
      assert.deepEqual(checkFiles([{ name: 'merged.yaml', text }], contribComponents(folder)), []);
    });
  }

  test('is the sum of its files, comments and all', async () => {
    const { stdout } = await run('config', '--to', 'jaeger,kafka');
    const merged = parse(stdout);
    for (const file of ['gateway.yaml', 'backends/jaeger.yaml', 'backends/kafka.yaml']) {
      const text = readFileSync(join(folder, file), 'utf8');
      assert.partialDeepStrictEqual(merged, parse(text), file);
      for (const comment of text.match(/(?<=# )\S.*/g) ?? [])
        assert.ok(stdout.includes(comment), `${file}: ${comment}`);
    }
    assert.match(stdout, /^# Made by: spanwise collector config --to jaeger,kafka\n/);
    assert.doesNotMatch(stdout, / $/m);
  });

  test('an agent sends to the gateways that it is told', () => {
    const choice = toChoice({ role: 'agent', to: 'gateway-1:4317,gateway-2:4317', sources: 'host-metrics' }, folder);
    const text = composeConfig(choice, folder, 'test');
    assert.deepEqual(checkFiles([{ name: 'merged.yaml', text }], contribComponents(folder)), []);
    assert.ok(text.includes(`hostnames: \${env:GATEWAYS:-gateway-1:4317,gateway-2:4317}\n`));
    assert.ok('host_metrics' in parse(text).receivers);
  });

  test('a gateway lets in whom it is told', () => {
    const { receivers, service } = parse(
      composeConfig(toChoice({ to: 'debug', access: 'tls,token' }, folder), folder, ''),
    );
    assert.ok(receivers.otlp.protocols.http.tls);
    assert.equal(receivers.otlp.protocols.http.auth.authenticator, 'bearertokenauth');
    assert.ok(service.extensions.includes('bearertokenauth'));
  });

  test('unites the extensions of its files', () => {
    const { service } = parse(composeConfig(toChoice({ to: 'aws-otlp,azure-otlp' }, folder), folder, 'test'));
    for (const id of ['health_check', 'file_storage', 'sigv4auth/xray', 'azure_auth']) {
      assert.equal(service.extensions.filter((name: string) => name === id).length, 1, id);
    }
  });

  for (const [name, percentage] of [
    ['development', '100'],
    ['staging', '50'],
    ['production', '10'],
  ] as const) {
    test(`--env ${name} samples ${percentage} %`, () => {
      const text = composeConfig(toChoice({ to: 'debug', env: name }, folder), folder, 'test');
      assert.ok(text.includes(`sampling_percentage: \${env:SAMPLING_PERCENTAGE:-${percentage}}\n`));
      assert.ok(text.includes(`\${env:DEPLOYMENT_ENVIRONMENT:-${name}}`));
    });
  }
});

describe('spanwise collector validate', () => {
  test('says what is wrong where', async () => {
    const path = write('wrong.yaml', 'recievers: {}\n');
    const { code, stdout, stderr } = await run('validate', path);
    const line = `${path}:1: no such section: recievers; did you mean receivers?\n`;
    assert.deepEqual([code, stdout, stderr], [1, '', line]);
  });

  test('several files are one configuration', async () => {
    const { code, stdout } = await run('validate', join(folder, 'gateway.yaml'), join(folder, 'backends/kafka.yaml'));
    assert.deepEqual([code, stdout], [0, 'the files are fine (names and structure, the contrib image of 0.161.0)\n']);
  });

  test('--json', async () => {
    const path = write('wrong.yaml', 'recievers: {}\n');
    const { code, stdout } = await run('validate', '--json', path);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      ok: false,
      checkedBy: 'names and structure, the contrib image of 0.161.0',
      problems: [
        { file: path, line: 1, level: 'error', message: 'no such section: recievers; did you mean receivers?' },
      ],
    });
  });

  test('asks the collector that is there, by its own components', posix, async () => {
    const binary = write('otelcol', `#!/bin/sh\n${fakeCollector}`, 0o755);
    const path = write('own.yaml', OWN);
    const withBinary = { env: { ...env, PATH: `${work}:${env.PATH}:/usr/bin:/bin` }, cwd: work };
    const fine = await runCommand(['collector', 'validate', path], withBinary);
    assert.deepEqual([fine.code, fine.stdout, fine.stderr], [0, `the file is fine (${binary})\n`, '']);
    const refused = await runCommand(['collector', 'validate', path], {
      ...withBinary,
      env: { ...withBinary.env, REFUSE: 'yes' },
    });
    assert.deepEqual([refused.code, refused.stderr], [1, 'otelcol: exporters::mine: no such key\n']);
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await run('validate', 'nowhere.yaml');
    assert.deepEqual([code, stderr], [1, 'spanwise collector validate: cannot read nowhere.yaml: no such file\n']);
  });
});

describe('spanwise collector up', () => {
  test('starts the collector with our configuration, hands signals on and ends as it ends', posix, async () => {
    const binary = write('fake-otelcol', `#!/bin/sh\n${fakeCollector}`, 0o755);
    const { child, finished, said } = startCommand(['collector', 'up', '--to', 'debug'], {
      env: { ...env, PATH: `${env.PATH}:/usr/bin:/bin`, OTELCOL: binary, TMPDIR: work },
      cwd: work,
    });
    const [, config] = await said('stdout', /started --feature-gates=\S+usetracestate --config (\S+gateway\.yaml)\n/);
    assert.match(readFileSync(config!, 'utf8'), /^# Made by: spanwise collector up --to debug\n/);
    child.kill('SIGTERM');
    assert.deepEqual((await finished).code, 7);
    assert.deepEqual(
      readdirSync(work).filter((name) => name.startsWith('spanwise-collector-')),
      [],
    );
  });

  test('sets a damaged file of a queue aside first, where the collector will look for it', posix, async () => {
    const binary = write('other-otelcol', `#!/bin/sh\n${fakeCollector}`, 0o755);
    const queues = join(work, 'otelcol-queue');
    mkdirSync(queues);
    writeFileSync(join(queues, 'exporter_debug__logs'), 'no database\n');
    const { child, finished, said } = startCommand(['collector', 'up', '--to', 'debug'], {
      env: { ...env, PATH: `${env.PATH}:/usr/bin:/bin`, OTELCOL: binary, TMPDIR: work },
      cwd: work,
    });
    await said('stdout', /started /);
    assert.match(readdirSync(queues).join(), /^exporter_debug__logs\.\w+\.\w+\.damaged$/);
    child.kill('SIGTERM');
    await finished;
  });

  test('says how to run the image where there is no collector', async () => {
    const { code, stdout, stderr } = await runCommand(['collector', 'up', '--to', 'jaeger'], {
      env: { ...env, JAEGER_ENDPOINT: 'jaeger:4317' },
      cwd: work,
    });
    assert.equal(code, 1);
    assert.match(stderr, /^spanwise collector up: there is no collector here; .*\n$/);
    assert.match(
      stdout,
      /^spanwise collector config --to jaeger > otelcol.yaml\nmkdir .* && spanwise collector queue .*\ndocker run /,
    );
    assert.match(stdout, / -e JAEGER_ENDPOINT \\\n.* otel\/opentelemetry-collector-contrib:0\.161\.0 /s);
  });
});

describe('wrong usage is one line and exit code 2', () => {
  const rows: [values: Values, line: string][] = [
    [{}, `--to is missing: one or more of ${backends.join(', ')}`],
    [{ to: 'jeager' }, `--to: got jeager, expected one or more of ${backends.join(', ')}; did you mean jaeger?`],
    [{ to: 'jaeger,' }, `--to: got an empty name, expected one or more of ${backends.join(', ')}`],
    [{ role: 'agnet' }, '--role: got agnet, expected gateway or agent; did you mean agent?'],
    [{ role: 'agent' }, '--to is missing: the gateways of an agent, such as --to gateway-1:4317,gateway-2:4317'],
    [{ role: 'agent', to: 'gateway-1' }, '--to: got gateway-1, expected gateways as host:port, such as gateway-1:4317'],
    [{ to: 'debug', env: 'prod' }, '--env: got prod, expected one of development, staging, production'],
    [{ to: 'debug', sources: 'host-metrics' }, '--sources is for an agent'],
    [{ role: 'agent', to: 'a:1', sampling: 'memory' }, '--sampling is for a gateway: an agent keeps every trace'],
    [
      { to: 'debug', sampling: 'memroy' },
      '--sampling: got memroy, expected one or more of memory, none; did you mean memory?',
    ],
    [{ role: 'agent', access: 'tls' }, '--access is for a gateway: an agent listens on loopback'],
  ];
  for (const [values, message] of rows) {
    test(message, () => {
      assert.throws(() => toChoice(values, folder), { name: 'UsageError', message });
    });
  }

  for (const [args, name, message] of [
    [['confg'], 'spanwise collector', 'no such command: confg; did you mean config?'],
    [['config', '--to', 'debug', 'more'], 'spanwise collector config', 'nothing more is expected, got more'],
    [['validate'], 'spanwise collector validate', 'no file to check: spanwise collector validate otelcol.yaml'],
  ] as [string[], string, string][]) {
    test(`spanwise collector ${args.join(' ')}`, async () => {
      const line = `${name}: ${message} (see: ${name} --help)\n`;
      assert.deepEqual(await run(...args), { code: 2, signal: null, stdout: '', stderr: line });
    });
  }

  test('OTELCOL that is no program', async () => {
    const { code, stderr } = await runCommand(['collector', 'up', '--to', 'debug'], {
      env: { ...env, OTELCOL: '/nowhere' },
    });
    assert.equal(code, 2);
    assert.match(stderr, /^spanwise collector up: OTELCOL: got \/nowhere, expected the path of a collector's program /);
  });

  for (const args of [['--help'], ['config', '--help'], ['validate', '-h'], ['up', '--help']]) {
    test(`spanwise collector ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Usage: spanwise collector/);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 120, line);
    });
  }
});

/** Speaks as a collector with one exporter of its own, and runs until SIGTERM, which ends it with 7. */
const fakeCollector = `
case "$1" in
  components) printf 'receivers:\\n  - name: otlp\\nexporters:\\n  - name: mine\\n' ;;
  validate) if [ -n "$REFUSE" ]; then echo 'exporters::mine: no such key' >&2; exit 1; fi ;;
  *) trap 'kill $!; exit 7' TERM; echo "started $*"; sleep 60 & wait ;;
esac
`;

const OWN = `receivers:
  otlp: {}
exporters:
  mine: {}
service:
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [mine]
`;
