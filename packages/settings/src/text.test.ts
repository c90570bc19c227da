import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskUrl, quote } from './text.ts';

test('masks what may be secret in a url', () => {
  for (const [url, shown] of [
    ['http://localhost:4318/v1/traces', 'http://localhost:4318/v1/traces'],
    ['https://user:secret@host/path', 'https://***@host/path'],
    ['https://user:s@cr@t@host', 'https://***@host'],
    ['https://host?api_key=secret', 'https://host?***'],
    ['https://host/a#secret', 'https://host/a#***'],
    ['user:secret@host:4317', '***@host:4317'],
    ['https:/user:secret@host', '***@host'],
    ['?secret@a', '?***'],
  ] as const) {
    assert.equal(maskUrl(url), shown);
    assert.ok(!shown.includes('secret'));
  }
});

test('quotes on one line, short and printable', () => {
  assert.equal(quote('a\nb\u001bc\u2028d\u200be'), "'a?b?c?d?e'");
  assert.equal(quote('é 🚀'), "'é 🚀'");
  assert.equal(quote('x'.repeat(81)), `'${'x'.repeat(60)}…'`);
  assert.equal(quote('x'.repeat(80)), `'${'x'.repeat(80)}'`);
});
