import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const rows: [env: Record<string, string>, attributes: number, length: number, dropped: number][] = [
  [{}, 5, 10, 0],
  [{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2' }, 2, 10, 3],
  [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '3' }, 3, 10, 2],
  [{ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4' }, 5, 4, 0],
  [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '6' }, 5, 6, 0],
  [{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '4', OTEL_ATTRIBUTE_COUNT_LIMIT: '1' }, 4, 10, 1],
];

describe('limits of span attributes', { concurrency: 3 }, () => {
  for (const [env, attributes, length, dropped] of rows) {
    it(JSON.stringify(env), async () => {
      const { spans } = await collect('one-of-each.cjs', { env });
      const values = Object.values(spans[0]!.attributes) as string[];
      assert.deepEqual(
        [values.length, values[0]!.length, spans[0]!.droppedAttributesCount],
        [attributes, length, dropped],
      );
    });
  }
});
