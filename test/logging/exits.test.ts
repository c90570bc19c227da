import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../support/collector.ts';
import { engine, type ProgramOptions, startProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/ways-to-end.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spanwise-logs-'));
after(() => rmSync(folder, { recursive: true }));

interface Way {
  name: string;
  code: number | null;
  signal?: NodeJS.Signals;
  /** Whether the program's own listener of `exit` is called. */
  exits: boolean;
}

const ways: Way[] = [
  { name: 'empty loop', code: 0, exits: true },
  { name: 'process.exit', code: 3, exits: true },
  { name: 'throw', code: 1, exits: true },
  { name: 'rejection', code: 1, exits: true },
  { name: 'SIGINT', code: null, signal: 'SIGINT', exits: false },
  { name: 'SIGTERM', code: null, signal: 'SIGTERM', exits: false },
  { name: 'SIGTERM with drain', code: 0, signal: 'SIGTERM', exits: true },
];

async function end({ name, signal }: Way, options: ProgramOptions) {
  const file = join(folder, `${name}-${options.preload ?? ''}.log`.replaceAll(' ', '-'));
  const started = startProgram(program, { ...options, args: [name, file] });
  if (signal !== undefined) {
    await started.printed('ready');
    started.child.kill(signal);
  }
  return { ...(await started.ended), lines: messages(readFileSync(file, 'utf8')) };
}

function messages(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).message);
}

function expected({ name, exits }: Way): string[] {
  const lines = Array.from({ length: 300 }, (_, index) => `before ${index}`);
  if (name === 'SIGTERM with drain') lines.push(...Array.from({ length: 10 }, (_, index) => `drained ${index}`));
  return exits ? [...lines, 'in exit'] : lines;
}

describe('lines that are written in the way that a program ends', { concurrency: 2 }, () => {
  for (const way of ways) {
    it(`${way.name}: all are in the file, on stdout and at the collector, in order`, async () => {
      const collector = await startCollector();
      try {
        const { code, lines, stdout } = await end(way, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
        assert.equal(code, way.code);
        assert.deepEqual(lines, expected(way));
        assert.deepEqual(messages(stdout), expected(way));
        assert.deepEqual(
          collector.logs.map(({ body }) => body),
          expected(way),
        );
      } finally {
        await collector.close();
      }
    });

    it(`${way.name}, without the preload: all are in the file and on stdout`, {
      skip: engine !== 'native',
    }, async () => {
      // Nobody hears the signal, so the lines of the turn in which it comes may be lost.
      const { code, lines, stdout } = await end(way, { preload: 'none', env: { A_TURN_LATER: '1' } });
      assert.equal(code, way.code);
      assert.deepEqual(lines, expected(way));
      assert.deepEqual(messages(stdout), expected(way));
    });
  }
});
