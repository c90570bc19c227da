import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import {
  buildCollector,
  collectorVersion,
  configFolder,
  featureGates,
  otelcolPorts,
  portEnvironment,
} from './servers/collector.ts';
import { startServer } from './servers/server.ts';

const bin = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url));
const damaged = 'exporter_otlp_grpc_jaeger_traces';
const image = /otel\/opentelemetry-collector-contrib:(\S+)/;

/** What a deployment runs, its paths those of a folder of the test. */
interface Commands {
  /** Before each start of the collector. */
  before?: readonly string[];
  start: readonly string[];
  env?: Record<string, string>;
}

describe('the queue of a deployment is damaged: the collector starts, and it is said', () => {
  const root = mkdtempSync(join(tmpdir(), 'spanwise-deploy-'));
  after(() => rmSync(root, { recursive: true }));
  const programs = join(root, 'bin');
  const path = [programs, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  before(async () => {
    mkdirSync(programs);
    symlinkSync(await buildCollector(), join(programs, 'otelcol-contrib'));
    const command = `#!/bin/sh\nexec "${process.execPath}" --conditions=@spanwise/source "${bin}" "$@"\n`;
    writeFileSync(join(programs, 'spanwise'), command, { mode: 0o755 });
  });

  const deployments: Record<string, (folder: string) => Commands> = {
    Dockerfile: (folder) => inImage(read('Dockerfile').match(/^CMD (.*)$/m)![1]!, folder),
    'compose.yaml': (folder) => inImage(parse(read('compose.yaml')).services.gateway.command, folder),
    'kubernetes.yaml': (folder) => {
      const [, set] = parseAllDocuments(read('kubernetes.yaml')).map((document) => document.toJS());
      return inImage(set.spec.template.spec.containers[0].args, folder);
    },
    'otelcol.service': (folder) => {
      const unit = read('otelcol.service')
        .replaceAll('/etc/otelcol', folder)
        .replaceAll('/var/lib/otelcol', `${folder}/q`);
      shell(unit.match(/^#\s+(spanwise collector config .*)$/m)![1]!, folder);
      const env = Object.fromEntries(
        unit
          .match(/^Environment=(.*)$/m)![1]!
          .split(' ')
          .map((pair) => pair.split('=') as [string, string]),
      );
      const line = (key: string): string[] =>
        unit
          .match(new RegExp(`^${key}=-?(.*)$`, 'm'))![1]!
          .replace(/\$\{(\w+)\}/g, (_, name) => env[name]!)
          .split(' ');
      return { before: line('ExecStartPre'), start: line('ExecStart'), env: { QUEUE_DIRECTORY: env.QUEUE_DIRECTORY! } };
    },
    'what `up` prints where there is no collector': (folder) => {
      const [config, queue, ...run] = printedByUp().trimEnd().split('\n') as [string, string, ...string[]];
      shell(config, folder);
      const args = run.join(' ').split(image)[2]!.replaceAll(' \\', '').trim().split(/\s+/);
      const inside = args.map((arg) => arg.replace('/etc/otelcol-contrib/config.yaml', join(folder, 'otelcol.yaml')));
      mkdirSync(join(folder, 'otelcol-queue'));
      return {
        before: ['sh', '-c', `cd ${folder} && ${queue}`],
        start: [join(programs, 'otelcol-contrib'), ...inside],
        env: { QUEUE_DIRECTORY: join(folder, 'otelcol-queue') },
      };
    },
  };

  for (const [name, commandsIn] of Object.entries(deployments)) {
    it(name, async (t) => {
      const folder = mkdtempSync(join(root, 'deployment-'));
      const { before: first, start, env } = commandsIn(folder);
      const queue = env!.QUEUE_DIRECTORY!;
      mkdirSync(queue, { recursive: true });
      writeFileSync(join(queue, damaged), 'no database\n'.repeat(1000));
      const environment = { ...portEnvironment(await otelcolPorts()), ...env, HOME: folder, PATH: path };

      const said = first && run(first, environment);
      const server = await startServer(start[0]!, start.slice(1), { env: environment, cwd: folder }, (log) =>
        log.includes('Everything is ready'),
      );
      t.after(() => server.stop('SIGKILL'));
      assert.match(said ?? server.log(), new RegExp(`the queue file \\S+${damaged} has no whole first page`));
      const names = readdirSync(queue).filter((file) => file.startsWith(damaged));
      assert.deepEqual(names.filter((file) => file.endsWith('.damaged')).length, 1, names.join());
      await server.stop();
    });
  }

  it('all of the pinned version, with the same feature gate', () => {
    assert.equal(image.exec(read('Dockerfile'))![1], collectorVersion);
    assert.ok(read('otelcol.service').includes(` --feature-gates=${featureGates} `));
  });

  /** In the image of the Dockerfile, with other arguments than its own. */
  function inImage(args: string | readonly string[], folder: string): Commands {
    const dockerfile = read('Dockerfile');
    const entry = JSON.parse(dockerfile.match(/^ENTRYPOINT (.*)$/m)![1]!) as string[];
    const env = Object.fromEntries(
      [...dockerfile.matchAll(/^ENV (\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
    );
    assert.equal(env.QUEUE_DIRECTORY, '/var/lib/otelcol');
    const more = typeof args === 'string' ? (JSON.parse(args) as string[]) : args;
    return { start: [...entry, ...more], env: { ...env, QUEUE_DIRECTORY: join(folder, 'queue') } };
  }

  function printedByUp(): string {
    const noCollector = { PATH: dirname(process.execPath) };
    const args = ['--conditions=@spanwise/source', bin, 'collector', 'up', '--to', 'jaeger'];
    try {
      return execFileSync(process.execPath, args, { env: noCollector, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      // It ends with 1: nothing was started.
      return (error as { stdout: string }).stdout;
    }
  }

  function shell(line: string, cwd: string): void {
    execFileSync('sh', ['-c', line], { env: { PATH: path }, cwd });
  }

  /** What it says on stderr. */
  function run([file, ...args]: readonly string[], env: Record<string, string>): string {
    return execFileSync('sh', ['-c', '"$@" 2>&1', 'sh', file!, ...args], { env, encoding: 'utf8' });
  }
});

function read(file: string): string {
  return readFileSync(join(configFolder, 'deploy', file), 'utf8');
}
