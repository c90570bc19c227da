import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runCommand, startCommand } from '../../packages/cli/test-support/command.ts';
import { eventually } from './eventually.ts';
import { buildCollector, configFolder, otelcolPorts, portEnvironment } from './servers/collector.ts';
import { answers } from './servers/server.ts';

describe('spanwise collector with a real one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'collector-command-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { OTELCOL: await buildCollector() };
  const validate = (...files: string[]) => runCommand(['collector', 'validate', ...files], { env, cwd: folder });

  function write(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return name;
  }

  it('what config prints is what the collector takes', async () => {
    const to = 'jaeger,prometheus,elasticsearch,gcp,kafka,azure';
    const { stdout } = await runCommand(['collector', 'config', '--to', to, '--env', 'production']);
    const { code, stderr } = await validate(write('gateway.yaml', stdout));
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('an agent with host metrics and the logs of containers', async () => {
    const choice = ['--role', 'agent', '--to', 'a:4317,b:4317', '--sources', 'host-metrics,container-logs'];
    const { stdout } = await runCommand(['collector', 'config', ...choice]);
    const { code, stderr } = await validate(write('agent.yaml', stdout));
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('says what is not in this collector, with its place', async () => {
    const { code, stderr } = await validate(
      join(configFolder, 'gateway.yaml'),
      join(configFolder, 'backends/aws-otlp.yaml'),
    );
    assert.equal(code, 1);
    assert.match(stderr, /backends\/aws-otlp\.yaml:5: no extension sigv4auth in .*otelcol\n/);
  });

  it('hands on what only the collector knows', async () => {
    const gateway = readFileSync(join(configFolder, 'gateway.yaml'), 'utf8');
    const file = write('wrong.yaml', gateway.replace('check_interval: 1s', 'check_intervall: 1s'));
    const { code, stderr } = await validate(file);
    assert.equal(code, 1);
    assert.match(stderr, /^otelcol: .*check_intervall/s);
  });

  it('up starts it, and ends as it ends', async () => {
    const ports = await otelcolPorts();
    const { child, finished } = startCommand(['collector', 'up', '--to', 'debug', '--env', 'staging'], {
      env: { ...env, ...portEnvironment(ports) },
      cwd: folder,
    });
    await eventually(async () => assert.ok(await answers(`http://127.0.0.1:${ports.health}`)));
    child.kill('SIGTERM');
    const { code, signal, stderr } = await finished;
    assert.deepEqual([code, signal], [0, null], stderr);
  });
});
