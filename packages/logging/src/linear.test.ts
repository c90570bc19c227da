import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor, rulesOf } from './redaction.ts';

const MEGABYTE = 1_048_576;

/** What comes again and again, and what stands at the end. */
const hostile: readonly (readonly [what: string, piece: string, end?: string])[] = [
  ['letters', 'a'],
  ['digits', '1'],
  ['digits in groups', '1234 '],
  ['digits with points', '1.'],
  ['beginnings of a web token', 'eyJ'],
  ['beginnings of a web token in words', 'eyJabc-'],
  ['two parts of a web token', 'eyJhbGciOiJ-.eyJhbGciOiJ_'],
  ['beginnings of keys', 'sk-ant-'],
  ['beginnings of other keys', 'ghp_AKIA'],
  ['long keys', 'ya29.aaaaaaaaaaaaaaaaaaaa'],
  ['beginnings of a private key', '-----BEGIN PRIVATE KEY-----'],
  ['minus signs', '-'],
  ['users without an end', '://a:b'],
  ['users with slashes', '://a:b/'],
  ['users with slashes and a sign', '://a:b/', '@'],
  ['schemes', 'bearer '],
  ['names', 'password='],
  ['names of nothing', 'password= '],
  ['names with colons', 'password:', ' x'],
  ['names in JSON', '"password":"'],
  ['names, brackets', 'password: ]', ' x'],
  ['names in escapes', '\\"password\\":\\"'],
  ['options', '--password '],
  ['options of users', '-u a:'],
  ['options of users in words', '-u a:b '],
  ['codes', 'code=', 'Aa1'],
  ['spelled out', 'password Aa'],
  ['mail', 'AUTH PLAIN a'],
  ['names of cookies', 'cookie: \n'],
  ['parameters of credentials', ', id="', 'authorization: '],
  ['names of elements', '<password>'],
  ['elements that are open', '<password '],
  ['closing angles', '>'],
  ['statements', "password '"],
  ['statements without a name', 'identified with '],
  ['logins', 'login '],
  ['backslashes', '\\', '"password":"'],
  ['at signs', '@'],
  ['addresses', 'a@'],
  ['domains', 'a@b.', '1'],
  ['plus signs', '+1'],
  ['telephones', '+1 2 3 4 5 6 7 '],
  ['colons', ':'],
  ['hexadecimal groups', 'ab:'],
  ['ibans', 'DE89'],
  ['percent signs', '%'],
  ['encoded percent signs', '%25'],
  ['encoded blanks', '%20a'],
  ['encoded at the end', 'a', '%20'],
  ['plus signs behind equals', '=a+'],
  ['quotes in SQL', "'"],
  ['dollars in SQL', '$a$'],
  ['brackets', '({['],
  ['half pairs', '\ud800'],
  ['blanks', ' '],
];

describe('time grows with the length of a text and no faster', () => {
  const redactor = createRedactor({ rules: rulesOf(['strict']) });

  function millisOf(text: string): number {
    const start = process.cpuUsage();
    redactor.value('db.query.text', text);
    redactor.text(text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }

  for (const [what, piece, end = ''] of hostile) {
    it(`${what}: ${JSON.stringify(piece)}`, (context) => {
      const text = (length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + end;
      const short = text(MEGABYTE / 16);
      millisOf(short);
      const few = Math.max(1, Math.min(millisOf(short), millisOf(short)));
      const long = text(MEGABYTE - 8);
      let all = millisOf(long);
      // What else the machine does may slow down one of them.
      if (all >= few * 64) all = Math.min(all, millisOf(long));
      context.diagnostic(`64 KiB ${few.toFixed(1)} ms, 1 MiB ${all.toFixed(1)} ms`);
      // Sixteen times as long; what is quadratic takes 256 times as long.
      assert.ok(all < few * 64 + 100, `64 KiB took ${few} ms, 1 MiB ${all} ms`);
      assert.ok(all < 2000, `1 MiB took ${all} ms`);
    });
  }

  it('what is longer than a mebibyte is cut off, and says so', () => {
    const secret = ['AKIA', 'ABCDEFGHIJKLMNOP'].join('');
    const long = `${'a '.repeat(MEGABYTE / 2 - 5)}${secret} ${secret}`;
    const redacted = redactor.text(long);
    assert.doesNotMatch(redacted, /AKIA/);
    assert.match(redacted, /… REDACTED: \d+ more characters$/);
    assert.ok(redacted.length < MEGABYTE);
  });
});
