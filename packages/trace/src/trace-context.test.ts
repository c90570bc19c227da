import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultTextMapGetter, defaultTextMapSetter, type SpanContext, trace } from '@opentelemetry/api';
import { ROOT } from './context.ts';
import { traceContextPropagator } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const PARENT = `00-${TRACE}-${SPAN}-01`;

type Header = string | string[] | undefined;

function extract(traceparent: Header, tracestate?: Header): SpanContext | undefined {
  const carrier = { traceparent, tracestate };
  return trace.getSpanContext(traceContextPropagator.extract(ROOT, carrier, defaultTextMapGetter));
}

function inject(context: SpanContext): Record<string, string> {
  const carrier: Record<string, string> = {};
  traceContextPropagator.inject(trace.setSpanContext(ROOT, context), carrier, defaultTextMapSetter);
  return carrier;
}

const z = '0'.repeat(32);

// rule, header, flags of what is extracted; undefined: a new trace begins
const parents: [rule: string, header: Header, flags: number | undefined][] = [
  ['version 00, sampled', PARENT, 1],
  ['version 00, not sampled', `00-${TRACE}-${SPAN}-00`, 0],
  ['level 2 random flag', `00-${TRACE}-${SPAN}-02`, 2],
  ['level 2 random and sampled', `00-${TRACE}-${SPAN}-03`, 3],
  ['other flags: not defined, not handed on', `00-${TRACE}-${SPAN}-ff`, 3],
  ['other flags: only undefined ones', `00-${TRACE}-${SPAN}-f8`, 0],
  ['version 00 has exactly 55 characters', `${PARENT}-extra`, undefined],
  ['version 00 followed by a dash only', `${PARENT}-`, undefined],
  ['version 00 cut short', PARENT.slice(0, 54), undefined],
  ['higher version of 55 characters', `01-${TRACE}-${SPAN}-01`, 1],
  ['higher version followed by a dash and more', `cc-${TRACE}-${SPAN}-01-what-comes-later`, 1],
  ['higher version followed by a dash', `cc-${TRACE}-${SPAN}-01-`, 1],
  ['higher version followed by something else', `cc-${TRACE}-${SPAN}-01.more`, undefined],
  ['higher version shorter than 55', `cc-${TRACE}-${SPAN}-1`, undefined],
  ['higher version: unknown flags are not read', `cc-${TRACE}-${SPAN}-ff`, 3],
  ['version ff is forbidden', `ff-${TRACE}-${SPAN}-01`, undefined],
  ['version is two hex digits: one', `0-${TRACE}-${SPAN}-01`, undefined],
  ['version is two hex digits: three', `000-${TRACE}-${SPAN}-01`, undefined],
  ['version is lowercase hex', `0G-${TRACE}-${SPAN}-01`, undefined],
  ['version in capitals', `CC-${TRACE}-${SPAN}-01`, undefined],
  ['trace-id all zero', `00-${z}-${SPAN}-01`, undefined],
  ['trace-id in capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
  ['trace-id with a digit that is not hex', `00-${TRACE.slice(1)}g-${SPAN}-01`, undefined],
  ['trace-id of 31 digits', `00-${TRACE.slice(1)}-${SPAN}-01`, undefined],
  ['trace-id of 33 digits', `00-${TRACE}0-${SPAN}-01`, undefined],
  ['trace-id with a character above 255', `00-${TRACE.slice(1)}\u0130-${SPAN}-01`, undefined],
  ['parent-id all zero', `00-${TRACE}-${z.slice(16)}-01`, undefined],
  ['parent-id in capitals', `00-${TRACE}-${SPAN.toUpperCase()}-01`, undefined],
  ['parent-id with a digit that is not hex', `00-${TRACE}-${SPAN.slice(1)}.-01`, undefined],
  ['parent-id of 15 digits', `00-${TRACE}-${SPAN.slice(1)}-01`, undefined],
  ['flags are two hex digits: one', `00-${TRACE}-${SPAN}-1`, undefined],
  ['flags not hex', `00-${TRACE}-${SPAN}-0x`, undefined],
  ['flags in capitals', `00-${TRACE}-${SPAN}-0F`, undefined],
  ['dashes between the fields', `00_${TRACE}-${SPAN}-01`, undefined],
  ['dashes between the fields: second', `00-${TRACE}_${SPAN}-01`, undefined],
  ['dashes between the fields: third', `00-${TRACE}-${SPAN}_01`, undefined],
  ['optional whitespace around a header value', ` \t${PARENT} \t`, 1],
  ['other whitespace', `${PARENT}\u00a0`, undefined],
  ['several traceparent headers, joined as Node.js does', `${PARENT}, ${PARENT}`, undefined],
  ['several traceparent headers, as a list', [PARENT, PARENT], undefined],
  ['one traceparent header, as a list', [PARENT], 1],
  ['empty list', [], undefined],
  ['empty', '', undefined],
  ['missing', undefined, undefined],
];

describe('traceparent', () => {
  for (const [rule, header, flags] of parents) {
    it(rule, () => {
      const context = extract(header);
      const expected = { traceId: TRACE, spanId: SPAN, traceFlags: flags, traceState: undefined, isRemote: true };
      assert.deepEqual(context, flags === undefined ? undefined : expected);
    });
  }

  it('a new trace takes no tracestate along', () => {
    assert.equal(extract(`00-${z}-${SPAN}-01`, 'a=1'), undefined);
  });

  it('a wrong tracestate does not spoil the traceparent', () => {
    assert.equal(extract(PARENT, 'A=1')?.traceId, TRACE);
  });
});

const many = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=v`).join(',');

// rule, header, what is handed on; undefined: no tracestate
const states: [rule: string, header: Header, out: string | undefined][] = [
  ['one member', 'rojo=00f067aa0ba902b7', 'rojo=00f067aa0ba902b7'],
  ['order is kept', 'b=2,a=1,c=3', 'b=2,a=1,c=3'],
  ['whitespace around members', ' a=1 \t, \tb=2 ', 'a=1,b=2'],
  ['whitespace only', ' \t ', undefined],
  ['empty header', '', undefined],
  ['empty members', 'a=1,,b=2,', 'a=1,b=2'],
  ['several headers are one list', ['a=1', 'b=2,c=3'], 'a=1,b=2,c=3'],
  ['several headers, one empty', ['', 'b=2'], 'b=2'],
  ['duplicate key: the first is the latest', 'a=1,b=2,a=3', 'a=1,b=2'],
  ['key: simple form', 'abc_-*/09=1', 'abc_-*/09=1'],
  ['key: tenant@system form', '0tenant_-*/@sys-_*/1=1', '0tenant_-*/@sys-_*/1=1'],
  ['key: level 2 lets a simple key begin with a digit', '1a=1', '1a=1'],
  ['key: level 2 allows @ anywhere after the first', 'a@b@c=1', 'a@b@c=1'],
  ['key of 256 characters', `${'k'.repeat(256)}=1`, `${'k'.repeat(256)}=1`],
  ['key of 257 characters', `${'k'.repeat(257)}=1`, undefined],
  ['key: capital', 'Foo=1', undefined],
  ['key: begins with an underscore', '_a=1', undefined],
  ['key: begins with @', '@a=1', undefined],
  ['key: dot', 'a.b=1', undefined],
  ['key: empty', '=1', undefined],
  ['key: space before the equals sign', 'a =1', undefined],
  ['no equals sign', 'a', undefined],
  ['value: empty', 'a=', undefined],
  ['value: printable', 'a= !"#$%&()*+-./:;<>?@[]^_`{|}~x', 'a= !"#$%&()*+-./:;<>?@[]^_`{|}~x'],
  ['value: leading spaces belong to it', 'a=  1', 'a=  1'],
  ['value: trailing spaces do not', 'a=1  ', 'a=1'],
  ['value: inner spaces', 'a=1 2', 'a=1 2'],
  ['value: equals sign', 'a=1=2', undefined],
  ['value: tab inside', 'a=1\t2', undefined],
  ['value: not ASCII', 'a=\u00e9', undefined],
  ['value: control character', 'a=1\u0007', undefined],
  ['value of 256 characters', `a=${'v'.repeat(256)}`, `a=${'v'.repeat(256)}`],
  ['value of 257 characters', `a=${'v'.repeat(257)}`, undefined],
  ['32 members', many(32), many(32)],
  ['33 members', many(33), undefined],
  ['one wrong member spoils the list', 'a=1,B=2', undefined],
  [
    'over 512 characters: members over 128 go first',
    `a=${'1'.repeat(200)},b=2,c=${'3'.repeat(200)},d=${'4'.repeat(200)}`,
    `a=${'1'.repeat(200)},b=2,c=${'3'.repeat(200)}`,
  ],
  [
    'over 512 characters: then from the end',
    Array.from({ length: 6 }, (_, index) => `k${index}=${'v'.repeat(100)}`).join(','),
    Array.from({ length: 4 }, (_, index) => `k${index}=${'v'.repeat(100)}`).join(','),
  ],
];

describe('tracestate', () => {
  for (const [rule, header, out] of states) {
    it(rule, () => assert.equal(extract(PARENT, header)?.traceState?.serialize(), out));
  }

  const state = extract(PARENT, 'a=1,b=2')!.traceState!;
  const changes: [rule: string, got: string, expected: string][] = [
    ['a new member goes to the front', state.set('c', '3').serialize(), 'c=3,a=1,b=2'],
    ['a changed member moves to the front', state.set('b', '9').serialize(), 'b=9,a=1'],
    ['a deleted member is gone', state.unset('a').serialize(), 'b=2'],
    ['deleting what is not there', state.unset('x').serialize(), 'a=1,b=2'],
    ['a wrong key is ignored', state.set('A', '1').serialize(), 'a=1,b=2'],
    ['a wrong value is ignored', state.set('c', 'x,y').serialize(), 'a=1,b=2'],
    ['immutable', state.serialize(), 'a=1,b=2'],
  ];
  for (const [rule, got, expected] of changes) it(rule, () => assert.equal(got, expected));

  it('a 33rd member pushes out the last', () => {
    const full = extract(PARENT, many(32))!.traceState!.set('new', '1').serialize();
    assert.equal(full, `new=1,${many(31)}`);
  });

  it('reads members', () => assert.deepEqual([state.get('a'), state.get('b'), state.get('c')], ['1', '2', undefined]));
});

describe('inject', () => {
  it('writes version 00 with the flags that are defined', () => {
    assert.deepEqual(inject({ traceId: TRACE, spanId: SPAN, traceFlags: 0xff }), {
      traceparent: `00-${TRACE}-${SPAN}-03`,
    });
  });

  it('hands tracestate on', () => {
    const context = extract(PARENT, ' a=1 , b=2')!;
    assert.deepEqual(inject(context), { traceparent: PARENT, tracestate: 'a=1,b=2' });
  });

  it('writes no empty tracestate', () => {
    const traceState = extract(PARENT, 'a=1')!.traceState!.unset('a');
    assert.deepEqual(inject({ traceId: TRACE, spanId: SPAN, traceFlags: 1, traceState }), { traceparent: PARENT });
  });

  it('writes lowercase ids', () => {
    const context = { traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase(), traceFlags: 1 };
    assert.equal(inject(context).traceparent, PARENT);
  });

  it('writes nothing for an invalid span context', () => {
    assert.deepEqual(inject({ traceId: z, spanId: SPAN, traceFlags: 1 }), {});
    assert.deepEqual(inject({ traceId: TRACE, spanId: 'x', traceFlags: 1 }), {});
  });

  it('writes nothing when tracing is suppressed or there is no span', () => {
    const carrier = {};
    traceContextPropagator.inject(ROOT, carrier, defaultTextMapSetter);
    const suppressed = trace
      .setSpanContext(ROOT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 })
      .setValue(Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
    traceContextPropagator.inject(suppressed, carrier, defaultTextMapSetter);
    assert.deepEqual(carrier, {});
  });
});
