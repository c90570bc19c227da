import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const text = "SELECT * FROM users WHERE name = 'Ann' AND id = $1";
const rows: readonly [string, string | undefined, string | undefined][] = [
  ['text', text, 'SELECT 42'],
  ['values', text, 'SELECT 42'],
  ['masked', 'SELECT * FROM users WHERE name = ? AND id = $1', 'SELECT ?'],
  ['none', undefined, undefined],
];

describe('SPANWISE_DB_QUERY_TEXT', { concurrency: 2 }, () => {
  for (const [value, query, statement] of rows) {
    it(value, async () => {
      const { spans, stderr } = await collect('query.cjs', { env: { SPANWISE_DB_QUERY_TEXT: value } });
      assert.equal(stderr, '');
      const span = spans.find(({ name }) => name === 'SELECT')!;
      assert.deepEqual(
        [span.attributes['db.query.text'], span.attributes['db.statement'], span.attributes['db.system.name']],
        [query, statement, 'postgresql'],
      );
      assert.equal(spans.length, 2);
    });
  }
});
