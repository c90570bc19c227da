import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance, suggest } from './suggest.ts';

test('edit distance', () => {
  for (const [a, b, distance] of [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ab', 1],
    ['abc', 'abcd', 1],
    ['abc', 'acb', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['OTEL_TRACE_SAMPLER', 'OTEL_TRACES_SAMPLER', 1],
  ] as const) {
    assert.equal(editDistance(a, b), distance, `${a} ${b}`);
    assert.equal(editDistance(b, a), distance, `${b} ${a}`);
  }
});

test('edit distance stops at its bound', () => {
  assert.ok(editDistance('a'.repeat(50), 'b'.repeat(50), 2) > 2);
});

test('suggests the nearest, and nothing when none is near', () => {
  const names = ['otlp', 'console', 'none', 'prometheus'];
  for (const [text, expected] of [
    ['oltp', 'otlp'],
    ['otpl', 'otlp'],
    ['consoel', 'console'],
    ['prometeus', 'prometheus'],
    ['non', 'none'],
    ['stdout', undefined],
    ['x', undefined],
    ['', undefined],
  ] as const) {
    assert.equal(suggest(text, names), expected, text);
  }
  assert.equal(suggest('ab', ['abc', 'ab']), 'ab');
});
