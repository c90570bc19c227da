import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../support/collector.ts';
import { type PreloadFlag, runProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/lines.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spanwise-log-settings-'));
after(() => rmSync(folder, { recursive: true }));

interface Written {
  /** Messages on stdout, in the file and at the collector. */
  stdout: string[];
  stderr: string;
  records: string[];
  text: string;
}

async function write(env: Record<string, string>, preload: PreloadFlag | 'none' = 'none'): Promise<Written> {
  const collector = await startCollector();
  try {
    const ended = await runProgram(program, { preload, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env } });
    assert.equal(ended.code, 0, ended.stderr);
    return {
      stdout: messages(ended.stdout),
      stderr: ended.stderr,
      records: collector.logs.map(({ body }) => String(body)),
      text: ended.stdout,
    };
  } finally {
    await collector.close();
  }
}

function messages(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line).message);
}

const levels = ['at debug', 'at info', 'at warning', 'at error', 'at critical'];
const atLevel = ({ stdout }: Written): string[] => stdout.filter((message) => message.startsWith('at '));

describe('LOG_LEVEL', { concurrency: 2 }, () => {
  for (const [index, level] of ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'].entries()) {
    it(level, async () => assert.deepEqual(atLevel(await write({ LOG_LEVEL: level })), levels.slice(index)));
  }

  it('is INFO by default', async () => assert.deepEqual(atLevel(await write({})), levels.slice(1)));

  it('wrong: one line, and the default, with the preload and without', async () => {
    const line =
      "[spanwise] LOG_LEVEL: got 'loud', expected one of debug, info, warning, error, critical; using info\n";
    for (const preload of ['none', '--require'] as const) {
      const written = await write({ LOG_LEVEL: 'loud' }, preload);
      assert.deepEqual(atLevel(written), levels.slice(1));
      assert.equal(written.stderr, line);
    }
  });
});

describe('LOG_FORMAT', { concurrency: 2 }, () => {
  it('json, the default where there is no terminal', async () => {
    assert.equal((await write({ LOG_FORMAT: 'json' })).stdout.length, (await write({})).stdout.length);
  });

  it('text', async () => {
    const { text } = await write({ LOG_FORMAT: 'text' });
    assert.match(text, /^\S+Z INFO {5}orders at info$/m);
    assert.match(text, /^\S+Z CRITICAL orders at critical$/m);
  });
});

describe('LOG_FILE and the settings of files', { concurrency: 2 }, () => {
  it('LOG_FILE has the lines beside the console', async () => {
    const file = join(folder, 'app.log');
    const { stdout } = await write({ LOG_FILE: file });
    assert.ok(stdout.length > 0);
    assert.deepEqual(messages(readFileSync(file, 'utf8')), stdout);
  });

  it('SPANWISE_LOG_ROUTES has files for categories of their own', async () => {
    const [file, audit] = [join(folder, 'routed.log'), join(folder, 'audit.log')];
    const { stdout } = await write({ LOG_FILE: file, SPANWISE_LOG_ROUTES: `audit=${audit},error=none` });
    assert.deepEqual(messages(readFileSync(audit, 'utf8')), ['who changed what']);
    for (const lines of [stdout, messages(readFileSync(file, 'utf8'))]) {
      assert.ok(lines.includes('at warning') && !lines.includes('at error') && !lines.includes('who changed what'));
    }
  });

  it('SPANWISE_LOG_ROUTES with a category that is none: one line', async () => {
    const { stderr } = await write({ SPANWISE_LOG_ROUTES: 'audits=/tmp/x' });
    assert.equal(
      stderr,
      "[spanwise] SPANWISE_LOG_ROUTES: got 'audits', expected one of application, access, security, error, audit; ignored\n",
    );
  });

  it('SPANWISE_LOG_FILE_BYTES and SPANWISE_LOG_FILE_COUNT rotate it', async () => {
    const file = join(folder, 'small.log');
    const env = { LOG_FILE: file, SPANWISE_LOG_FILE_BYTES: '1', SPANWISE_LOG_FILE_COUNT: '2' };
    for (let run = 0; run < 4; run++) await write(env);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('small.log')),
      ['small.log', 'small.log.1'],
    );
  });
});

describe('SPANWISE_LOG_OUTPUTS', { concurrency: 2 }, () => {
  const rows: [value: string | undefined, stdout: boolean, stderr: boolean, otlp: boolean][] = [
    [undefined, true, false, true],
    ['stdout', true, false, false],
    ['stderr,otlp', false, true, true],
    ['none', false, false, false],
  ];
  for (const [value, stdout, stderr, otlp] of rows) {
    it(`${value}`, async () => {
      const written = await write(value === undefined ? {} : { SPANWISE_LOG_OUTPUTS: value }, '--require');
      assert.deepEqual(
        [written.stdout.length > 0, messages(written.stderr).length > 0, written.records.length > 0],
        [stdout, stderr, otlp],
      );
    });
  }
});

it('SPANWISE_LOG_RATE leaves lines out, and says how many, also over OTLP', async () => {
  const { stdout, records, text } = await write({ SPANWISE_LOG_RATE: '2' }, '--require');
  const often = (lines: string[]): number => lines.filter((message) => message === 'often').length;
  assert.deepEqual([often(stdout), often(records)], [3, 3]);
  assert.match(text, /"message":"often".*"log.left_out":3/);
});

it('SPANWISE_REDACT_KEY makes pseudonyms of users that different processes share', async () => {
  const hashOf = async (env: Record<string, string>) => /"user.hash":"(\w+)"/.exec((await write(env)).text)![1];
  const [one, two, other, random] = [
    await hashOf({ SPANWISE_REDACT_KEY: 'a'.repeat(16) }),
    await hashOf({ SPANWISE_REDACT_KEY: 'a'.repeat(16) }),
    await hashOf({ SPANWISE_REDACT_KEY: 'b'.repeat(16) }),
    await hashOf({}),
  ];
  assert.equal(one, two);
  assert.equal(new Set([one, other, random]).size, 3);
});

it('SPANWISE_REDACT_KEY that is short: one line, and a random one', async () => {
  const { stderr } = await write({ SPANWISE_REDACT_KEY: 'short' });
  assert.match(stderr, /^\[spanwise\] SPANWISE_REDACT_KEY: got 5 characters, expected at least 16, [^\n]*\n$/);
});
