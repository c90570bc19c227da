import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../support/collector.ts';
import { type PreloadFlag, runProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/secrets.cjs', import.meta.url));
const secret = 'QK3ZPDM7XW2NB5RT';
const folder = mkdtempSync(join(tmpdir(), 'spanwise-line-redaction-'));
after(() => rmSync(folder, { recursive: true }));

async function write(preload: PreloadFlag | 'none', env: Record<string, string> = {}) {
  const bodies: string[] = [];
  const collector = await startCollector({
    onBody: (_path, _type, body) => bodies.push(Buffer.from(body).toString('latin1')),
  });
  try {
    const ended = await runProgram(program, {
      preload,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SPANWISE_ACCESS_LOG: 'true', ...env },
    });
    assert.equal(ended.code, 0, ended.stderr);
    return { ...ended, received: bodies.join('') };
  } finally {
    await collector.close();
  }
}

describe('lines are redacted before they are written', { concurrency: 2 }, () => {
  for (const format of ['json', 'text']) {
    for (const preload of ['--require', 'none'] as const) {
      it(`${format}, ${preload}: no secret is in a line, all else is`, async () => {
        const { stdout, stderr, received } = await write(preload, { LOG_FORMAT: format });
        assert.equal(stderr, '');
        assert.ok(!stdout.includes(secret), stdout);
        assert.ok(!received.includes(secret));
        for (const kept of ['message', 'fields', 'child', 'outer', 'inner', 'cause', 'order']) {
          assert.ok(stdout.includes(kept), kept);
        }
        assert.equal(stdout.includes('/keys/'), preload !== 'none');
        assert.equal(received.includes('outer'), preload !== 'none');
      });
    }
  }

  it('SPANWISE_REDACT=none writes what is logged', async () => {
    const { stdout } = await write('none', { SPANWISE_REDACT: 'none' });
    assert.ok(stdout.includes(secret));
  });

  for (const preload of ['--require', 'none'] as const) {
    it(`SPANWISE_REDACT_RULES, ${preload}`, async () => {
      const file = join(folder, 'rules.yaml');
      writeFileSync(file, 'rules:\n  - name: orders\n    keys: [order]\n    action: remove\n');
      const { stdout, stderr } = await write(preload, { SPANWISE_REDACT_RULES: file });
      assert.equal(stderr, '');
      assert.ok(!stdout.includes('"order"') && !stdout.includes(secret), stdout);
    });
  }
});
