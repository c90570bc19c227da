import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePairs } from './pairs.ts';

type Case = readonly [text: string, pairs: Record<string, string> | undefined, problem?: string];

function check(headers: boolean, cases: readonly Case[]): void {
  const setting = headers
    ? ({ type: 'map', headers: true, secret: true, about: '' } as const)
    : ({ type: 'map', about: '' } as const);
  for (const [text, pairs, problem] of cases) {
    const heard: string[] = [];
    const result = parsePairs(setting, text, (line) => heard.push(line));
    assert.deepEqual(result, pairs, `pairs of ${text}`);
    assert.deepEqual(heard, problem === undefined ? [] : [problem], `problem of ${text}`);
  }
}

test('resource attributes', () => {
  check(false, [
    ['a=b', { a: 'b' }],
    [' a = b , c=d,', { a: 'b', c: 'd' }],
    ['a=', { a: '' }],
    ['a=1,a=2', { a: '2' }],
    ['service.name=caf%C3%A9%2C%20bar%3D', { 'service.name': 'café, bar=' }],
    ['%61=b', { a: 'b' }],
    ['a=b+c', { a: 'b+c' }],
    ['a="b"', { a: '"b"' }],
    [',,', undefined],
  ]);
});

test('one malformed resource attribute discards all of them', () => {
  check(false, [
    ['a=b,c', undefined, "got 'c', expected key=value"],
    ['a=b,=c', undefined, "got '=c', expected key=value"],
    ['a=b=c,d=e', undefined, "got 'a=b=c', expected key=value with '=' in it written as %3D"],
    ['a=100%,d=e', undefined, "got 'a=100%', expected key=value with '%' in it written as %25"],
    ['a=%FF', undefined, "got 'a=%FF', expected key=value with '%' in it written as %25"],
    ['a,b,c=d', undefined, "got 'a' (and 1 more), expected key=value"],
  ]);
});

test('headers: a malformed one is left out, its value never shown', () => {
  check(true, [
    ['api-key=secret', { 'api-key': 'secret' }],
    ['Authorization=Basic dXNlcjpwYXNz==', { authorization: 'Basic dXNlcjpwYXNz==' }],
    ['authorization=Bearer%20secret', { authorization: 'Bearer secret' }],
    ['a=b;c=d', { a: 'b;c=d' }],
    ['a=b,A=c', { a: 'c' }],
    [
      'a=b,hush hush=secret',
      { a: 'b' },
      'got a wrong pair at position 2, which is not shown, expected name=value with the name of a header',
    ],
    [
      'secret',
      undefined,
      'got a wrong pair at position 1, which is not shown, expected name=value with the name of a header',
    ],
    [
      'a=%secret,b=%0d%0asecret,c=d',
      { c: 'd' },
      "got a wrong pair at position 1, which is not shown (and 1 more), expected name=value with '%' in it written as %25",
    ],
    [
      'a=%0D%0Asecret',
      undefined,
      'got a wrong pair at position 1, which is not shown, expected name=value in printable ASCII',
    ],
    [
      'a=sécret',
      undefined,
      'got a wrong pair at position 1, which is not shown, expected name=value in printable ASCII',
    ],
  ]);
});

test('a pair named __proto__ is a pair like others', () => {
  const pairs = parsePairs({ type: 'map', about: '' }, '__proto__=x', assert.fail);
  assert.ok(Object.hasOwn(pairs!, '__proto__'));
  assert.equal(Object.getPrototypeOf(pairs), Object.prototype);
});
