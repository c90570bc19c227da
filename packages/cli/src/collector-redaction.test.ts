import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { runCommand } from '../test-support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-collector-'));
after(() => rmSync(folder, { recursive: true }));

// That gateway.yaml has the same is compared in test/collector-redaction.test.ts.
describe('spanwise collector redaction', () => {
  test('writes settings to merge into the gateway, and says what is different there', async () => {
    const rules = join(folder, 'rules.yaml');
    writeFileSync(
      rules,
      `
rules:
  - { name: references, keys: [order.token], action: keep }
  - { name: notes, keys: ['order.note*'], action: { truncate: 8 } }
  - { name: badges, pattern: 'B-[0-9]{4}', action: mask }
`,
    );
    const { code, stdout, stderr } = await runCommand([
      'collector',
      'redaction',
      '--rules',
      rules,
      '--preset',
      'pii',
      '--hash',
    ]);
    assert.equal(code, 0, stderr);
    const { redaction } = parse(stdout.replaceAll('$$', '$')).processors;
    assert.ok(redaction.ignored_keys.includes('order.token'));
    assert.ok(redaction.blocked_key_patterns.includes('^(order\\.note.*)$'));
    assert.ok(redaction.blocked_values.includes('\\bB-[0-9]{4}'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector's form of a variable.
    assert.equal(redaction.hmac_key, '${env:SPANWISE_REDACT_KEY}');
    // Only a variable begins with one dollar sign.
    assert.equal(stdout.replaceAll('$$', '').split('$').length, 2);
    const lines = stderr.trimEnd().split('\n');
    assert.ok(lines.includes('differs: notes: the collector hashes what the program cuts off'), stderr);
    assert.ok(
      lines.includes('differs: personal data: the collector does not compute the check digits of IBANs'),
      stderr,
    );
  });

  test('a list of allowed keys is one there, too', async () => {
    const rules = join(folder, 'allow.yaml');
    writeFileSync(rules, 'allow: [http.route, order.id]\n');
    const { stdout } = await runCommand(['collector', 'redaction', '--rules', rules]);
    const { redaction } = parse(stdout).processors;
    assert.deepEqual([redaction.allow_all_keys, redaction.allowed_keys], [false, ['http.route', 'order.id']]);
  });

  test('broken rules are a line each, and nothing is written', async () => {
    const rules = join(folder, 'broken.yaml');
    writeFileSync(rules, 'rules:\n  - { name: a, keys: a, action: msk }\n');
    const { code, stdout, stderr } = await runCommand(['collector', 'redaction', '--rules', rules]);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^broken\.yaml:2: rules\[0\]\.action: got 'msk', expected mask, .*did you mean mask\?\n$/);
  });

  test('a preset that does not exist is wrong usage', async () => {
    const { code, stderr } = await runCommand(['collector', 'redaction', '--preset', 'pi']);
    assert.equal(code, 2);
    assert.match(stderr, /--preset: got pi, expected one of pii, strict, none; did you mean pii\?/);
  });
});
