import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toJson } from './json.ts';

it('writes whatever the fields of a program are', () => {
  const circle: Record<string, unknown> = { name: 'c' };
  circle.self = circle;
  const throwing = {
    get value(): never {
      throw new Error('no');
    },
  };
  const fields = {
    text: 'a\n"b"',
    big: 12345678901234567890n,
    map: new Map([['k', 1]]),
    set: new Set([1, 2]),
    date: new Date(0),
    none: undefined,
    not: Number.NaN,
    fn() {},
    error: new TypeError('inner'),
    circle,
    throwing,
  };
  const { error, circle: shown, throwing: thrown, ...read } = JSON.parse(toJson(fields));
  assert.deepEqual(read, {
    text: 'a\n"b"',
    big: '12345678901234567890',
    map: [['k', 1]],
    set: [1, 2],
    date: '1970-01-01T00:00:00.000Z',
    not: null,
  });
  assert.deepEqual([error.type, error.message], ['TypeError', 'inner']);
  assert.match(shown, /Circular/);
  assert.equal(typeof thrown, 'string');
  assert.ok(!toJson(fields).includes('\n'));
});
