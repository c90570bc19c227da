import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startCollector } from './support/collector.ts';
import { runProgram } from './support/program.ts';

const ours = join(dirname(createRequire(import.meta.url).resolve('@opentelemetry/api')), '..');
const ourVersion: string = JSON.parse(readFileSync(join(ours, 'package.json'), 'utf8')).version;
const program = `trace.getTracer('test').startSpan('one').end();`;

describe('a program with an @opentelemetry/api of its own', { concurrency: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-api-'));
  after(() => rmSync(folder, { recursive: true }));

  before(() => {
    for (const version of ['1.4.1', '1.9.0']) {
      const project = projectOf(version);
      execFileSync('npm', [
        'install',
        '--prefix',
        project,
        '--no-audit',
        '--no-fund',
        '--silent',
        `@opentelemetry/api@${version}`,
      ]);
    }
    for (const version of [ourVersion, '1.99.0']) {
      const copy = join(projectOf(version), 'node_modules/@opentelemetry/api');
      cpSync(ours, copy, { recursive: true });
      for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
        if (!/(package\.json|version\.[cm]js|global-utils\.[cm]js)$/.test(file)) continue;
        const text = readFileSync(join(copy, file), 'utf8');
        writeFileSync(join(copy, file), text.replaceAll(`"${ourVersion}"`, `"${version}"`));
      }
    }
  });

  function projectOf(version: string): string {
    return join(folder, version);
  }

  async function run(version: string, file: string, source: string) {
    const collector = await startCollector();
    try {
      const path = join(projectOf(version), file);
      writeFileSync(path, source);
      const ended = await runProgram(path, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
      return { ...ended, spans: collector.spans.map((span) => span.name) };
    } finally {
      await collector.close();
    }
  }

  const systems = {
    'app.cjs': `const { trace } = require('@opentelemetry/api'); ${program}`,
    'app.mjs': `import { trace } from '@opentelemetry/api'; ${program}`,
  };
  for (const [file, source] of Object.entries(systems)) {
    for (const version of ['1.4.1', '1.9.0', ourVersion]) {
      it(`${version}, ${file}: works`, async () => {
        const { code, stderr, spans } = await run(version, file, source);
        assert.deepEqual({ code, stderr, spans }, { code: 0, stderr: '', spans: ['one'] });
      });
    }

    it(`1.99.0, ${file}: one line says that it gets nothing`, async () => {
      const { code, stderr, spans } = await run('1.99.0', file, source);
      assert.deepEqual({ code, spans }, { code: 0, spans: [] });
      assert.match(
        stderr,
        /^\[spanwise\] the program's @opentelemetry\/api 1\.99\.0 in \S+api is newer than [^\n]*\n$/,
      );
    });
  }
});
