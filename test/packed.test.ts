import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCollector } from './support/collector.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'));
const shell = process.platform === 'win32';

describe('the packages as they are published', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-packed-'));
  const tarballs: Record<string, string> = {};
  after(() => rmSync(folder, { recursive: true }));

  before(async () => {
    const pnpm = process.env.npm_execpath ?? 'pnpm';
    for (const name of packages) {
      await run(pnpm, ['pack', '--pack-destination', folder], { cwd: join(root, 'packages', name), shell });
      const { version } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
      tarballs[name] = join(folder, `spanwise-${name}-${version}.tgz`);
    }
  });

  for (const name of packages) {
    it(`${name}: publint`, async () => {
      await run('publint', ['run', tarballs[name]!, '--strict'], { cwd: root, shell });
    });
  }

  it('what is CommonJS is as strict as the modules that it is made of', () => {
    const files = packages.flatMap((name) => globSync(join(root, 'packages', name, 'dist/*.cjs')));
    assert.ok(files.length > 20, `${files.length} files`);
    const sloppy = files.filter((file) => !/^["']use strict["']/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(sloppy, []);
  });

  for (const name of ['settings', 'otlp']) {
    it(`${name}: types for CommonJS and ES modules`, async () => {
      await run('attw', [tarballs[name]!, '--exclude-entrypoints', './package.json', '--profile', 'node16'], {
        cwd: root,
        shell,
      });
    });
  }

  it('installed by npm into an empty project, the preload and the command work', { timeout: 300_000 }, async () => {
    const project = mkdtempSync(join(tmpdir(), 'spanwise-project-'));
    const collector = await startCollector();
    try {
      writeFileSync(join(project, 'package.json'), '{ "private": true }');
      writeFileSync(
        join(project, 'app.js'),
        `const http = require('node:http');
         const server = http.createServer((request, response) => response.end('hello')).listen(0, async () => {
           console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
           server.close();
         });`,
      );
      // The packages are not in a registry yet: the ones that others depend on come from their tarballs too.
      await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...Object.values(tarballs)], {
        cwd: project,
        shell,
      });
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
      for (const flag of ['--require', '--import']) {
        const { stdout, stderr } = await run(process.execPath, [flag, '@spanwise/register', 'app.js'], {
          cwd: project,
          env,
        });
        assert.deepEqual({ stdout, stderr }, { stdout: 'hello\n', stderr: '' });
        assert.equal(collector.spans.splice(0).filter((span) => span.kind === 'SERVER').length, 1);
      }
      const { stdout } = await run(
        process.execPath,
        [join(project, 'node_modules/@spanwise/cli/dist/bin.js'), 'run', '--', process.execPath, 'app.js'],
        { cwd: project, env },
      );
      assert.equal(stdout, 'hello\n');
      assert.equal(collector.spans.filter((span) => span.kind === 'SERVER').length, 1);
      const { stdout: config } = await run(
        process.execPath,
        [join(project, 'node_modules/@spanwise/cli/dist/bin.js'), 'collector', 'config', '--to', 'jaeger'],
        { cwd: project, env },
      );
      assert.match(config, /^# Made by: spanwise collector config --to jaeger\n/);
    } finally {
      await collector.close();
      rmSync(project, { recursive: true });
    }
  });
});

it('no OpenTelemetry package stands twice in the tree, but for those of the distribution of AWS', () => {
  const versions = new Map<string, Set<string>>();
  const add = (name: string, version: string) => versions.set(name, (versions.get(name) ?? new Set()).add(version));
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    if (seen.has(folder)) return;
    seen.add(folder);
    const { name, version, dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (name.startsWith('@opentelemetry/')) add(name.slice('@opentelemetry/'.length), version);
    for (const dependency of Object.keys(dependencies)) {
      const beside = folder.slice(0, folder.lastIndexOf('node_modules') + 'node_modules'.length);
      const found = [join(folder, 'node_modules', dependency), join(beside, dependency)].find((path) =>
        existsSync(path),
      );
      if (found !== undefined) visit(realpathSync(found));
    }
  };
  visit(join(root, 'packages/register'));
  assert.ok(versions.has('sdk-trace'));
  const twice = [...versions].filter(([, found]) => found.size > 1).map(([name, found]) => [name, ...found]);
  assert.deepEqual(twice, []);

  // It keeps the SDK that it was made for.
  versions.clear();
  visit(realpathSync(join(root, 'node_modules/@aws/aws-distro-opentelemetry-node-autoinstrumentation')));
  for (const name of ['core', 'resources', 'sdk-metrics', 'sdk-trace-base']) {
    for (const version of versions.get(name)!) assert.match(version, /^2\./, name);
  }
});
