import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type BaggageEntry,
  baggageEntryMetadataFromString,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
} from '@opentelemetry/api';
import { baggagePropagator } from './baggage.ts';
import { ROOT } from './context.ts';

function extract(baggage: string | string[]): string[] | undefined {
  const context = baggagePropagator.extract(ROOT, { baggage }, defaultTextMapGetter);
  return propagation
    .getBaggage(context)
    ?.getAllEntries()
    .map(([key, entry]) => `${key}|${entry.value}${entry.metadata ? `|${entry.metadata}` : ''}`);
}

function inject(entries: Record<string, BaggageEntry>): string | undefined {
  const carrier: { baggage?: string } = {};
  const context = propagation.setBaggage(ROOT, propagation.createBaggage(entries));
  baggagePropagator.inject(context, carrier, defaultTextMapSetter);
  return carrier.baggage;
}

const members = (count: number, value = 'v'): string =>
  Array.from({ length: count }, (_, index) => `k${index}=${value}`).join(',');

// rule, header, entries as key|value|properties; undefined: no baggage
const rows: [rule: string, header: string | string[], entries: string[] | undefined][] = [
  ['one member', 'a=1', ['a|1']],
  ['several members', 'a=1,b=2', ['a|1', 'b|2']],
  ['several headers are one list', ['a=1', 'b=2'], ['a|1', 'b|2']],
  ['whitespace around everything', ' a \t= 1\t, b = 2 ', ['a|1', 'b|2']],
  ['value may be empty', 'a=', ['a|']],
  ['value may hold equals signs', 'a=1=2==', ['a|1=2==']],
  ['value is percent-decoded', 'a=DF%2028', ['a|DF 28']],
  ['value is UTF-8', 'a=%C3%A9%E2%82%AC', ['a|é€']],
  ['octets that are no UTF-8 become U+FFFD', 'a=%C3%28x', ['a|\ufffd(x']],
  ['a byte order mark is kept', 'a=%EF%BB%BFx', ['a|\ufeffx']],
  ['a percent sign without digits is itself', 'a=100%,b=%zz', ['a|100%', 'b|%zz']],
  ['a plus sign is itself', 'a=1+1', ['a|1+1']],
  ['key is a token', "!#$&'*+-.^_`|~09aZ=1", ["!#$&'*+-.^_`|~09aZ|1"]],
  ['key is percent-decoded, as upstream encodes it', 'a%20b=1', ['a b|1']],
  ['key with a space', 'a b=1,c=2', ['c|2']],
  ['key with a separator', 'a(b=1,a[b=1,a"b=1,c=2', ['c|2']],
  ['key that is not ASCII', 'é=1,c=2', ['c|2']],
  ['key: empty', '=1,c=2', ['c|2']],
  ['no equals sign', 'a,c=2', ['c|2']],
  ['value with a quote', 'a="1",c=2', ['c|2']],
  ['value with a backslash', 'a=1\\2,c=2', ['c|2']],
  ['value with a space', 'a=1 2,c=2', ['c|2']],
  ['value that is not ASCII', 'a=é,c=2', ['c|2']],
  ['empty members', 'a=1,,c=2,', ['a|1', 'c|2']],
  ['property without a value', 'a=1;p', ['a|1|p']],
  ['properties', 'a=1;p;q=2;r', ['a|1|p;q=2;r']],
  ['whitespace around properties', 'a=1 ; p \t; q = 2 ,b=2', ['a|1|p;q=2', 'b|2']],
  ['a wrong property is left out', 'a=1;p q;r="x";s', ['a|1|s']],
  ['empty property', 'a=1;;', ['a|1']],
  ['duplicate key: the last counts', 'a=1,a=2', ['a|2']],
  ['a key may be called like a property of objects', '__proto__=1,constructor=2', ['__proto__|1', 'constructor|2']],
  ['empty header', '', undefined],
  ['nothing valid', 'a,b', undefined],
  [
    'at least 64 members',
    members(64),
    members(64)
      .split(',')
      .map((member) => member.replace('=', '|')),
  ],
  [
    '180 members',
    members(180),
    members(180)
      .split(',')
      .map((member) => member.replace('=', '|')),
  ],
  ['a member of 8192 bytes', `a=${'v'.repeat(8190)}`, [`a|${'v'.repeat(8190)}`]],
  ['a member over 8192 bytes is left out', `a=${'v'.repeat(8191)},b=2`, ['b|2']],
];

describe('baggage', () => {
  for (const [rule, header, entries] of rows) it(rule, () => assert.deepEqual(extract(header), entries));

  it('181 members: the last is left out', () => assert.equal(extract(members(181))?.length, 180));

  it('64 members of 8192 bytes in all come through unchanged', () => {
    const header = members(64, 'v'.repeat(123)).padEnd(8192, 'x');
    assert.equal(header.length, 8192);
    const carrier: { baggage?: string } = {};
    const context = baggagePropagator.extract(ROOT, { baggage: header }, defaultTextMapGetter);
    baggagePropagator.inject(context, carrier, defaultTextMapSetter);
    assert.equal(carrier.baggage, header);
  });
});

// rule, entries, header
const injected: [rule: string, entries: Record<string, BaggageEntry>, header: string | undefined][] = [
  ['values are percent-encoded', { a: { value: 'DF 28,;"\\é%' } }, 'a=DF%2028%2C%3B%22%5C%C3%A9%25'],
  ['keys are made tokens', { 'a b(c)é': { value: '1' } }, 'a%20b%28c%29%C3%A9=1'],
  ['a lone surrogate becomes U+FFFD', { a: { value: 'x\ud800' } }, 'a=x%EF%BF%BD'],
  ['an empty key is left out', { '': { value: '1' }, b: { value: '2' } }, 'b=2'],
  ['nothing', {}, undefined],
  [
    'properties cannot break out of the header',
    { a: { value: '1', metadata: baggageEntryMetadataFromString('p;q=1\r\nx: y;r,evil=1;s') } },
    'a=1;p;s',
  ],
  ['too long a member is left out', { a: { value: 'v'.repeat(8200) }, b: { value: '2' } }, 'b=2'],
];

describe('baggage, inject', () => {
  for (const [rule, entries, header] of injected) it(rule, () => assert.equal(inject(entries), header));

  it('a value that is no string is left out', () => {
    assert.equal(inject({ a: { value: 1 as unknown as string }, b: { value: '2' } }), 'b=2');
  });
});
