import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../support/collector.ts';
import { runProgram } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-destinations-'));
after(() => rmSync(folder, { recursive: true }));

describe('destinations of loggers that a program has', { concurrency: 2 }, () => {
  for (const program of ['destinations.cjs', 'destinations.mjs']) {
    it(`${program}: work as without us, and each line is exported once`, async () => {
      const file = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
      const collector = await startCollector();
      try {
        const bare = await runProgram(file, { preload: 'none', args: [join(folder, `${program}.bare`)] });
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
        const ended = await runProgram(file, { args: [join(folder, program)], env });
        assert.match(bare.stdout, /transports: 1\nflushed: [1-9]\n$/);
        assert.deepEqual([ended.stdout, ended.stderr, ended.code], [bare.stdout, '', 0]);
        const bodies = collector.logs.map(({ body }) => body).sort();
        assert.deepEqual(bodies, ['of pino', 'of the first', 'of the second']);
      } finally {
        await collector.close();
      }
    });
  }
});
