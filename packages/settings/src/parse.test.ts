import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxInteger, parse } from './parse.ts';
import type { Setting, Value } from './setting.ts';

type Case = readonly [text: string, value: Value | undefined, ...problems: string[]];

function table(title: string, rules: Omit<Setting, 'about'>, cases: readonly Case[]): void {
  test(title, () => {
    for (const [text, value, ...problems] of cases) {
      const heard: string[] = [];
      const result = parse({ about: '', ...rules }, text, (problem) => heard.push(problem));
      assert.deepEqual(result, value, `value of ${text.slice(0, 40)}`);
      assert.deepEqual(heard, problems, `problems of ${text.slice(0, 40)}`);
    }
  });
}

table('boolean: only true and false, in any case', { type: 'boolean' }, [
  ['true', true],
  ['TRUE', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['1', undefined, "got '1', expected true or false"],
  ['0', undefined, "got '0', expected true or false"],
  ['yes', undefined, "got 'yes', expected true or false"],
  ['on', undefined, "got 'on', expected true or false"],
  ['true false', undefined, "got 'true false', expected true or false"],
]);

const notWhole = 'expected a whole number from 0';

table('integer: from 0 to 2147483647', { type: 'integer' }, [
  ['0', 0],
  ['128', 128],
  ['007', 7],
  ['+5', 5],
  ['2147483647', 2147483647],
  ['2147483648', undefined, `got '2147483648', ${notWhole}`],
  ['-1', undefined, `got '-1', ${notWhole}`],
  ['1.5', undefined, `got '1.5', ${notWhole}`],
  ['1e3', undefined, `got '1e3', ${notWhole}`],
  ['0x10', undefined, `got '0x10', ${notWhole}`],
  ['1_000', undefined, `got '1_000', ${notWhole}`],
  ['１２', undefined, `got '１２', ${notWhole}`],
  ['NaN', undefined, `got 'NaN', ${notWhole}`],
  ['Infinity', undefined, `got 'Infinity', ${notWhole}`],
  ['ten', undefined, `got 'ten', ${notWhole}`],
]);

table('integer: its own range', { type: 'integer', min: 1, max: 65535 }, [
  ['1', 1],
  ['65535', 65535],
  ['0', undefined, "got '0', expected a whole number from 1 to 65535"],
  ['65536', undefined, "got '65536', expected a whole number from 1 to 65535"],
]);

table('number', { type: 'number', min: 0, max: 1 }, [
  ['0', 0],
  ['1', 1],
  ['0.25', 0.25],
  ['.5', 0.5],
  ['1.', 1],
  ['1e-3', 0.001],
  ['+0.1', 0.1],
  ['ten', undefined, "got 'ten', expected a number from 0 to 1"],
  ['-0.1', undefined, "got '-0.1', expected a number from 0 to 1"],
  ['1.01', undefined, "got '1.01', expected a number from 0 to 1"],
  ['50%', undefined, "got '50%', expected a number from 0 to 1"],
  ['0,5', undefined, "got '0,5', expected a number from 0 to 1"],
  ['.', undefined, "got '.', expected a number from 0 to 1"],
]);

const notMillis = 'expected a whole number of milliseconds from 0';

table('duration: whole milliseconds, with the cure for a unit', { type: 'duration' }, [
  ['0', 0],
  ['5000', 5000],
  ['5s', undefined, `got '5s', ${notMillis} (5s is 5000)`],
  ['1.5 s', undefined, `got '1.5 s', ${notMillis} (1.5 s is 1500)`],
  ['1.5', undefined, `got '1.5', ${notMillis} (1.5 is 2)`],
  ['-1', undefined, `got '-1', ${notMillis}`],
  ['soon', undefined, `got 'soon', ${notMillis}`],
  ['2147483648', undefined, `got '2147483648', ${notMillis}`],
]);

table('duration: a least value', { type: 'duration', min: 1 }, [
  ['1', 1],
  ['0', undefined, "got '0', expected a whole number of milliseconds from 1"],
]);

const notDuration = 'expected a duration such as 2s, 500ms or 2000';

table('duration: with units', { type: 'duration', units: true }, [
  ['2000', 2000],
  ['2s', 2000],
  ['2 S', 2000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1m', 60000],
  ['0', 0],
  ['2h', undefined, `got '2h', ${notDuration}`],
  ['s', undefined, `got 's', ${notDuration}`],
  ['-2s', undefined, `got '-2s', ${notDuration}`],
  ['99999999s', undefined, `got '99999999s', ${notDuration}`],
]);

table('timeout: 0 is no limit', { type: 'timeout' }, [
  ['10000', 10000],
  ['0', maxInteger],
  ['-5', undefined, `got '-5', ${notMillis}`],
]);

const notBytes = 'expected a number of bytes from 1024, such as 33554432, 32MiB or 64MB';

table('bytes', { type: 'bytes', min: 1024 }, [
  ['33554432', 33554432],
  ['32MiB', 33554432],
  ['32 mib', 33554432],
  ['64MB', 64_000_000],
  ['1.5KiB', 1536],
  ['2GB', 2_000_000_000],
  ['2048B', 2048],
  ['1023', undefined, `got '1023', ${notBytes}`],
  ['32M', undefined, `got '32M', ${notBytes}`],
  ['-1', undefined, `got '-1', ${notBytes}`],
  ['99999999999999999GiB', undefined, `got '99999999999999999GiB', ${notBytes}`],
]);

const level: Omit<Setting, 'about'> = {
  type: 'enum',
  values: ['none', 'warn', 'verbose'],
  synonyms: { all: 'verbose' },
  unsupported: { fatal: "use 'error'" },
};

table('enum', level, [
  ['warn', 'warn'],
  ['WARN', 'warn'],
  ['ALL', 'verbose'],
  ['wran', undefined, "got 'wran' (did you mean 'warn'?), expected one of none, warn, verbose"],
  ['loud', undefined, "got 'loud', expected one of none, warn, verbose"],
  ['Fatal', undefined, "'Fatal' is not supported: use 'error'"],
  ['__proto__', undefined, "got '__proto__', expected one of none, warn, verbose"],
  ['constructor', undefined, "got 'constructor', expected one of none, warn, verbose"],
]);

const exporters: Omit<Setting, 'about'> = {
  type: 'list',
  values: ['otlp', 'console', 'none'],
  unsupported: { zipkin: "use 'otlp'" },
};

table('list', exporters, [
  ['otlp', ['otlp']],
  [' otlp , console ', ['otlp', 'console']],
  ['OTLP,,otlp,', ['otlp']],
  [',', undefined],
  ['none', ['none']],
  ['zipkin', undefined, "'zipkin' is not supported: use 'otlp'"],
  ['zipkin,console', ['console'], "'zipkin' is not supported: use 'otlp'"],
  ['consol,otlp', ['otlp'], "got 'consol' (did you mean 'console'?), expected some of otlp, console, none"],
  ['a,b', undefined, "got 'a,b', expected some of otlp, console, none"],
  ['otlp,none', ['none'], "got 'otlp,none', expected 'none' alone or left out"],
]);

table('list: names of instrumentations', { type: 'list', values: ['http', 'express'] }, [
  [
    '@opentelemetry/instrumentation-http',
    undefined,
    "got '@opentelemetry/instrumentation-http' (did you mean 'http'?), expected some of http, express",
  ],
]);

table('list: open', { type: 'list', open: true, values: ['http'], unsupported: { 'http/dup': "use 'http'" } }, [
  ['http,Something', ['http', 'Something']],
  ['http/dup', undefined, "'http/dup' is not supported: use 'http'"],
]);

table('url', { type: 'url' }, [
  ['http://localhost:4318', 'http://localhost:4318'],
  ['HTTPS://example.com/a?b=c', 'HTTPS://example.com/a?b=c'],
  ['http://[::1]:4318', 'http://[::1]:4318'],
  [
    'localhost:4318',
    undefined,
    "got 'localhost:4318', expected an http:// or https:// url such as http://localhost:4318",
  ],
  ['ftp://a', undefined, "got 'ftp://a', expected an http:// or https:// url such as http://localhost:4318"],
  ['http://', undefined, "got 'http://', expected an http:// or https:// url such as http://localhost:4318"],
  [
    'http://a:99999',
    undefined,
    "got 'http://a:99999', expected an http:// or https:// url such as http://localhost:4318",
  ],
  ['http://a b', undefined, "got 'http://a b', expected an http:// or https:// url such as http://localhost:4318"],
  [
    'htp://user:secret@host?key=secret',
    undefined,
    "got 'htp://***@host?***', expected an http:// or https:// url such as http://localhost:4318",
  ],
]);

table('url: or the target of gRPC', { type: 'url', target: true }, [
  ['collector:4317', 'collector:4317'],
  ['10.0.0.1:4317', '10.0.0.1:4317'],
  ['[::1]:4317', '[::1]:4317'],
  ['collector', undefined, "got 'collector', expected an http:// or https:// url such as http://localhost:4318"],
  [
    'collector:99999',
    undefined,
    "got 'collector:99999', expected an http:// or https:// url such as http://localhost:4318",
  ],
  ['unix:/tmp/s', undefined, "got 'unix:/tmp/s', expected an http:// or https:// url such as http://localhost:4318"],
]);

table('path: never the content of a file', { type: 'path' }, [
  ['/etc/ssl/ca.pem', '/etc/ssl/ca.pem'],
  ['C:\\certs\\ca.pem', 'C:\\certs\\ca.pem'],
  [
    '-----BEGIN PRIVATE KEY-----\nabc',
    undefined,
    'got the content of a file or a broken line, which is not shown; expected the path of a file',
  ],
]);

table('string: anything', { type: 'string' }, [['*/ what \u0000 ever', '*/ what \u0000 ever']]);

test('a hostile value is shown on one short line', () => {
  const heard: string[] = [];
  parse({ type: 'integer', about: '' }, `\u001b[31m\n${'9'.repeat(200_000)}`, (problem) => heard.push(problem));
  assert.equal(heard.length, 1);
  assert.match(heard[0]!, /^got '\?\[31m\?9{54}…', expected a whole number from 0$/);
});

test('values of 128 kB are read in no time', () => {
  const long = ['1', '.', 'a', '/', '=', ',', '%', '@', 'otlp,', 'a=b,', 'http://@/', ' ', 'instrumentation-'].map(
    (part) => part.repeat(Math.ceil(131_072 / part.length)),
  );
  const types = ['boolean', 'integer', 'number', 'duration', 'bytes', 'enum', 'list', 'map', 'url', 'path'] as const;
  const start = performance.now();
  for (const text of long) {
    for (const type of types) {
      for (const tail of ['', 'x!', '\n'])
        parse({ type, about: '', values: ['otlp'], target: true }, text + tail, () => {});
    }
  }
  // Quadratic reading would take minutes.
  assert.ok(performance.now() - start < 5000);
});
