import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPattern } from './redact-pattern.ts';

describe('patterns of rules', () => {
  for (const text of [
    'BADGE-[0-9]{8}',
    'E\\d{4,6}',
    '[A-Z]{3}-[0-9a-f]{1,40}',
    'x\\.y?z',
    'CASE [^;]{1,20};',
    'k-\\w{2,8}',
  ]) {
    it(`takes ${text}`, () => assert.equal(readPattern(text).source, text));
  }

  const refused: [text: string, message: RegExp][] = [
    ['', /is empty/],
    ['(ab)', /has '\(', expected characters/],
    ['a|b', /has '\|'/],
    ['ab*', /has '\*', which has no end/],
    ['a+', /has '\+', which has no end/],
    ['a{2,1}', /expected a count/],
    ['a{1,2000}', /up to 1000/],
    ['a[0-9]{900}[a-z]{900}', /more than 1000 characters/],
    ['[a-z]{1,8}[a-f]{2}', /fits in several ways/],
    ['a.{1,8}b', /fits in several ways/],
    ['-abc', /begin with a letter or digit/],
    ['[ab', /expected a class/],
    ['a\\1', /has '\\1'/],
    ['[0-9]?x', /begin with a letter or digit/],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => readPattern(text), message));
  }
});
