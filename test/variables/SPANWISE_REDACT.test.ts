import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-redact-'));
after(() => rmSync(folder, { recursive: true }));

const texts = join(folder, 'texts.json');
writeFileSync(texts, JSON.stringify(['ann@example.com']));

async function attributesBy(
  env: Record<string, string>,
): Promise<{ attributes: Record<string, unknown>; stderr: string }> {
  const { spans, stderr } = await collect('secrets.cjs', { env: { TEXTS_FILE: texts, ...env } });
  const span = spans.find(({ name }) => name.startsWith('work'))!;
  return { attributes: span.attributes, stderr };
}

describe('SPANWISE_REDACT', { concurrency: 2 }, () => {
  const rows: [value: string, message: string, password: string][] = [
    ['', 'ann@example.com', 'REDACTED'],
    ['pii', 'REDACTED', 'REDACTED'],
    ['strict', 'REDACTED', 'REDACTED'],
    ['none', 'ann@example.com', 'ann@example.com'],
  ];
  for (const [value, message, password] of rows) {
    it(value || 'not set', async () => {
      const { attributes, stderr } = await attributesBy({ SPANWISE_REDACT: value });
      assert.deepEqual([attributes.message, attributes.password, stderr], [message, password, '']);
    });
  }

  it('SPANWISE_REDACT_KEY: what is equal stays equal', async () => {
    const key = 'a key of enough characters';
    const { attributes } = await attributesBy({ SPANWISE_REDACT: 'pii', SPANWISE_REDACT_KEY: key });
    const hmac = createHmac('sha256', key).update('ann@example.com').digest('hex');
    assert.deepEqual([attributes.message, attributes.password], [hmac, 'REDACTED']);
  });

  it('SPANWISE_REDACT_KEY: one that is too short is a line, and all is masked', async () => {
    const { attributes, stderr } = await attributesBy({ SPANWISE_REDACT: 'pii', SPANWISE_REDACT_KEY: 'short' });
    assert.equal(attributes.message, 'REDACTED');
    assert.match(
      stderr,
      /^\[spanwise\] SPANWISE_REDACT_KEY: got 5 characters, expected at least 16, .*all is masked\n$/,
    );
  });

  it('SPANWISE_REDACT_RULES: a file of rules', async () => {
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, 'rules:\n  - { name: a, keys: [message], action: { truncate: 3 } }\n');
    const { attributes, stderr } = await attributesBy({ SPANWISE_REDACT_RULES: file });
    assert.deepEqual([attributes.message, attributes.password, stderr], ['ann…', 'REDACTED', '']);
  });

  it('SPANWISE_REDACT_RULES: a broken one is told at the start, and more is redacted rather than less', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'rules:\n  - { name: a, keys: [message], action: kep }\n');
    const { attributes, stderr } = await attributesBy({ SPANWISE_REDACT_RULES: file });
    assert.equal(attributes.message, 'REDACTED');
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      "[spanwise] SPANWISE_REDACT_RULES: broken.yaml:2: rules[0].action: got 'kep', expected mask, hash, remove, keep; did you mean keep?",
      '[spanwise] SPANWISE_REDACT_RULES: the file is not used; redacting as SPANWISE_REDACT=strict does',
    ]);
  });
});
