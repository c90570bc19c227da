import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import {
  type Span as ApiSpan,
  type Attributes,
  DiagLogLevel,
  diag,
  type HrTime,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import type { SpanLimits } from './limits.ts';
import { createTracerProvider } from './provider.ts';
import type { Span } from './span.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });
let warnings: string[];

beforeEach(() => {
  warnings = [];
  const note = (message: string): number => warnings.push(message);
  diag.setLogger({ error: note, warn: note, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
});
afterEach(() => diag.disable());

function start(
  limits?: Partial<SpanLimits>,
  options?: object,
  processor?: Partial<SpanProcessor>,
): ApiSpan & ReadableSpan {
  const quiet = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
  const spanProcessors = processor ? [{ ...quiet, ...processor }] : [];
  const provider = createTracerProvider({ resource, spanLimits: limits, spanProcessors });
  return provider.getTracer('test', '1').startSpan('span', options, ROOT) as Span;
}

class Point {}
const circular: Record<string, unknown> = {};
circular.self = circular;
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

// rule, value, what is kept; undefined: left out with a warning
const values: [rule: string, value: unknown, kept: unknown][] = [
  ['string', 'x', 'x'],
  ['empty string', '', ''],
  ['number', 1.5, 1.5],
  ['NaN', NaN, NaN],
  ['boolean', false, false],
  ['null', null, null],
  ['bytes', new Uint8Array([1]), new Uint8Array([1])],
  ['array', ['a', 'b'], ['a', 'b']],
  ['array of mixed types', ['a', 1, null, [true]], ['a', 1, null, [true]]],
  ['array with a hole', ['a', undefined], ['a', undefined]],
  ['map', { a: { b: [1] } }, { a: { b: [1] } }],
  ['map without undefined', { a: undefined, b: 1 }, { b: 1 }],
  ['map without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['nested 30 deep', nested(30), nested(30)],
  ['nested deeper', nested(31), undefined],
  ['circular', circular, undefined],
  ['bigint', 1n, undefined],
  ['symbol', Symbol('x'), undefined],
  ['function', () => {}, undefined],
  ['instance of a class', new Point(), undefined],
  ['Date', new Date(), undefined],
  ['map with a wrong value', { a: 1n }, undefined],
  ['array with a wrong value', [() => {}], undefined],
  [
    'a getter that throws',
    {
      get a() {
        throw new Error('x');
      },
    },
    undefined,
  ],
];

describe('attributes', () => {
  for (const [rule, value, kept] of values) {
    it(rule, () => {
      const span = start().setAttribute('k', value) as Span;
      assert.deepEqual(span.attributes, kept === undefined ? {} : { k: kept });
      assert.equal(warnings.length, kept === undefined ? 1 : 0);
      assert.equal(span.droppedAttributesCount, 0);
    });
  }

  it('the last value wins and keeps the place of the first', () => {
    const span = start();
    span.setAttribute('a', 1).setAttribute('b', 2).setAttribute('a', 3);
    assert.deepEqual(Object.entries(span.attributes), [
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('undefined and empty keys are left out', () => {
    const span = start();
    span
      .setAttribute('a', undefined)
      .setAttribute('', 1)
      .setAttribute(1 as unknown as string, 1);
    span.setAttributes(null as unknown as Attributes).setAttributes({ b: undefined, c: 1 });
    assert.deepEqual(span.attributes, { c: 1 });
  });

  it('a key may be called like a property of objects', () => {
    const span = start();
    span.setAttribute('__proto__', 1).setAttribute('constructor', 2);
    assert.deepEqual(Object.entries(span.attributes), [
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('the program may change its objects afterwards', () => {
    const list = ['a'];
    const span = start().setAttribute('k', list) as Span;
    list.push('b');
    assert.deepEqual(span.attributes, { k: ['a'] });
  });

  it('hundreds of keys are found again', () => {
    const span = start({ attributeCountLimit: 300 });
    for (let round = 0; round < 2; round++) for (let n = 0; n < 300; n++) span.setAttribute(`k${n}`, n + round);
    assert.equal(Object.keys(span.attributes).length, 300);
    assert.equal(span.attributes.k299, 300);
    assert.equal(span.droppedAttributesCount, 0);
  });

  it('count limit: others are counted, changes are not', () => {
    const span = start({ attributeCountLimit: 2 });
    span.setAttributes({ a: 1, b: 2, c: 3, a2: 4 }).setAttribute('b', 5);
    assert.deepEqual(span.attributes, { a: 1, b: 5 });
    assert.equal(span.droppedAttributesCount, 2);
    span.setAttribute('d', 1).setAttribute('a', 9);
    assert.deepEqual(span.attributes, { a: 9, b: 5 });
    assert.equal(span.droppedAttributesCount, 3);
  });

  it('length limit cuts strings and bytes at any depth, not keys', () => {
    const span = start({ attributeValueLengthLimit: 2 });
    span.setAttributes({ long: 'abc', list: ['abcd', 12345], map: { inner: 'abc' }, bytes: Uint8Array.of(1, 2, 3) });
    assert.deepEqual(span.attributes, {
      long: 'ab',
      list: ['ab', 12345],
      map: { inner: 'ab' },
      bytes: Uint8Array.of(1, 2),
    });
  });

  it('start attributes that are not valid are counted', () => {
    const span = start({ attributeCountLimit: 2 }, { attributes: { a: 1, '': 2, b: 1n, c: undefined, d: 4, e: 5 } });
    assert.deepEqual(span.attributes, { a: 1, d: 4 });
    assert.equal(span.droppedAttributesCount, 3);
  });

  it('what a processor writes to the objects of a ReadableSpan is the truth', () => {
    const span = start(undefined, undefined, {
      onEnding(ending) {
        ending.attributes.secret = 'redacted';
        delete ending.attributes.gone;
        ending.setAttribute('added', 1);
        ending.status.message = 'changed';
      },
    });
    span.setAttributes({ secret: 'x', gone: 'y' }).setStatus({ code: SpanStatusCode.ERROR, message: 'm' });
    span.end();
    assert.deepEqual(span.attributes, { secret: 'redacted', added: 1 });
    assert.deepEqual((span as Span).attributeMap, { secret: 'redacted', added: 1 });
    assert.equal((span as Span).statusMessage, 'changed');
  });
});

describe('events', () => {
  const time: HrTime = [1700000000, 5];
  it('take attributes and times in every order of the API', () => {
    const span = start();
    span
      .addEvent('a')
      .addEvent('b', { x: 1 })
      .addEvent('c', time)
      .addEvent('d', { x: 1 }, time)
      .addEvent('e', undefined, time);
    assert.deepEqual(
      span.events.map((event) => [event.name, event.attributes, event.time === undefined]),
      [
        ['a', undefined, false],
        ['b', { x: 1 }, false],
        ['c', undefined, false],
        ['d', { x: 1 }, false],
        ['e', undefined, false],
      ],
    );
    for (const event of span.events.slice(2)) assert.deepEqual(event.time, time);
  });

  it('have simple attributes only', () => {
    const span = start().addEvent('a', {
      ok: 'x',
      list: [1, null, 2],
      mixed: [1, 'x'],
      map: {},
      none: null,
      gone: undefined,
    }) as Span;
    assert.deepEqual(span.events[0]!.attributes, { ok: 'x', list: [1, null, 2] });
    assert.equal(span.events[0]!.droppedAttributesCount, 3);
  });

  it('limits: the oldest goes, attributes are counted', () => {
    const span = start({ eventCountLimit: 2, attributePerEventCountLimit: 1 });
    span.addEvent('a').addEvent('b', { x: 1, y: 2 }).addEvent('c');
    assert.deepEqual(
      span.events.map((event) => event.name),
      ['b', 'c'],
    );
    assert.equal(span.events[0]!.droppedAttributesCount, 1);
    assert.equal(span.droppedEventsCount, 1);
    const none = start({ eventCountLimit: 0 }).addEvent('a') as Span;
    assert.deepEqual([none.events.length, none.droppedEventsCount], [0, 1]);
  });

  const error = Object.assign(new TypeError('bad'), { stack: 'at x' });
  const exceptions: [rule: string, exception: unknown, attributes: Attributes | undefined][] = [
    ['error', error, { 'exception.type': 'TypeError', 'exception.message': 'bad', 'exception.stacktrace': 'at x' }],
    ['code before name', { code: 12, name: 'N', message: 'm' }, { 'exception.type': '12', 'exception.message': 'm' }],
    ['string', 'bad', { 'exception.message': 'bad' }],
    [
      'a getter that throws',
      {
        name: 'N',
        get message() {
          throw new Error('x');
        },
      },
      { 'exception.type': 'N' },
    ],
    ['nothing', undefined, undefined],
    ['number', 5, undefined],
    ['empty object', {}, undefined],
  ];
  for (const [rule, exception, attributes] of exceptions) {
    it(`recordException: ${rule}`, () => {
      const span = start();
      span.recordException(exception as Error, time);
      assert.deepEqual(
        span.events,
        attributes === undefined ? [] : [{ name: 'exception', time, attributes, droppedAttributesCount: 0 }],
      );
    });
  }
});

describe('links', () => {
  const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 };
  const link = (n: number): { context: typeof context; attributes: Attributes } => ({
    context,
    attributes: { n, x: 1 },
  });
  it('at start and later; the oldest goes', () => {
    const span = start({ linkCountLimit: 2, attributePerLinkCountLimit: 1 }, { links: [link(1), link(2), link(3)] });
    span.addLink(link(4)).addLinks([link(5)]);
    assert.deepEqual(
      span.links,
      [4, 5].map((n) => ({ context, attributes: { n }, droppedAttributesCount: 1 })),
    );
    assert.equal(span.droppedLinksCount, 3);
    const none = start({ linkCountLimit: 0 }, { links: [link(1)] }).addLink(link(2)) as Span;
    assert.deepEqual([none.links.length, none.droppedLinksCount], [0, 2]);
  });
});

describe('status', () => {
  const { OK, ERROR, UNSET } = SpanStatusCode;
  const rows: [rule: string, calls: { code: SpanStatusCode; message?: unknown }[], status: object][] = [
    ['unset at first', [], { code: UNSET }],
    ['error with a message', [{ code: ERROR, message: 'm' }], { code: ERROR, message: 'm' }],
    ['the later error counts', [{ code: ERROR, message: 'm' }, { code: ERROR }], { code: ERROR }],
    [
      'OK overrides an error and takes no message',
      [
        { code: ERROR, message: 'm' },
        { code: OK, message: 'x' },
      ],
      { code: OK },
    ],
    ['OK is final', [{ code: OK }, { code: ERROR, message: 'm' }], { code: OK }],
    ['unset changes nothing', [{ code: ERROR, message: 'm' }, { code: UNSET }], { code: ERROR, message: 'm' }],
    ['a message that is no string is left out', [{ code: ERROR, message: 5 }], { code: ERROR }],
  ];
  for (const [rule, calls, status] of rows) {
    it(rule, () => {
      const span = start();
      for (const call of calls) span.setStatus(call as { code: SpanStatusCode });
      assert.deepEqual(span.status, status);
    });
  }
});

describe('time', () => {
  it('start, end and duration agree, with more than milliseconds', () => {
    const before = Date.now();
    const span = start();
    assert.deepEqual([span.endTime, span.duration, span.ended], [[0, 0], [-1, -1], false]);
    span.end();
    const after = Date.now();
    const millis = (time: HrTime): number => time[0] * 1e3 + time[1] / 1e6;
    assert.ok(millis(span.startTime) > before - 5 && millis(span.endTime) < after + 5);
    const nanos = (span.endTime[0] - span.startTime[0]) * 1e9 + span.endTime[1] - span.startTime[1];
    assert.equal(span.duration[0] * 1e9 + span.duration[1], nanos);
    assert.ok(nanos > 0 && nanos < 1e9, String(nanos));
    assert.equal(span.ended, true);
  });

  const at = 1_700_000_000_123;
  const inputs: [rule: string, input: unknown, time: HrTime][] = [
    ['HrTime to the nanosecond', [1700000000, 123456789], [1700000000, 123456789]],
    ['HrTime with too many nanoseconds', [1700000000, 1_500_000_000], [1700000001, 500000000]],
    ['Date', new Date(at), [1700000000, 123000000]],
    ['milliseconds since 1970', at, [1700000000, 123000000]],
    ['fractions of a millisecond', at + 0.5, [1700000000, 123500000]],
  ];
  for (const [rule, input, time] of inputs) {
    it(rule, () => {
      const span = start(undefined, { startTime: input });
      span.end(input as HrTime);
      assert.deepEqual([span.startTime, span.endTime, span.duration], [time, time, [0, 0]]);
    });
  }

  it('performance.now() is a time of this process', () => {
    const span = start(undefined, { startTime: performance.now() - 1000 });
    span.end(performance.now());
    const seconds = span.duration[0] + span.duration[1] / 1e9;
    assert.ok(seconds >= 1 && seconds < 3, String(seconds));
  });

  for (const wrong of [NaN, Infinity, 'x', {}, null, [1, NaN]]) {
    it(`${inspect(wrong)} is no time: now`, () => {
      const span = start(undefined, { startTime: wrong });
      span.end(wrong as never);
      assert.ok(Math.abs(span.startTime[0] - Date.now() / 1000) < 60);
      assert.ok(span.duration[0] === 0);
    });
  }

  it('an end before the start becomes the start', () => {
    const span = start(undefined, { startTime: [1700000000, 5] });
    span.end([1700000000, 4]);
    assert.deepEqual(
      [span.endTime, span.duration],
      [
        [1700000000, 5],
        [0, 0],
      ],
    );
    assert.match(warnings.join(), /ended before it started/);
  });
});

describe('end', () => {
  it('only once, and nothing changes afterwards', () => {
    const ends: string[] = [];
    const span = start(
      undefined,
      { kind: SpanKind.CLIENT },
      {
        onEnding: (ending) => {
          ends.push(`ending ${ending.isRecording()}`);
          ending.end();
          ending.updateName('renamed');
        },
        onEnd: (ended) => ends.push(`end ${ended.ended}`),
      },
    );
    span.end();
    span.end();
    const before = inspect(span);
    const link = { context: span.spanContext() };
    span.setAttribute('a', 1).addEvent('x').addLink(link).setStatus({ code: SpanStatusCode.OK }).updateName('y');
    span.recordException('x');
    assert.equal(inspect(span), before);
    assert.deepEqual(ends, ['ending true', 'end true']);
    assert.deepEqual([span.isRecording(), span.name, span.kind], [false, 'renamed', SpanKind.CLIENT]);
  });

  it('a name that is no string becomes one', () => {
    const span = start();
    span.updateName(5 as unknown as string);
    assert.equal(span.name, '5');
    span.updateName(Object.create(null));
    assert.equal(span.name, '');
  });
});

it('wrong arguments change nothing and throw nothing', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what untyped programs do.
  const span = start() as any;
  const before = inspect(span);
  for (const wrong of [undefined, null, 5, 'x', {}, []]) {
    span
      .addLink(wrong)
      .addLinks(wrong)
      .addLink({ context: wrong })
      .setStatus(wrong ?? null);
    span.setAttributes(typeof wrong === 'object' ? wrong : undefined);
    if (typeof wrong !== 'string') span.recordException(wrong);
  }
  assert.equal(inspect(span), before);
  const tracer = createTracerProvider({ resource }).getTracer('test');
  for (const wrong of [null, {}, { links: 5 }, { links: [null, {}] }, { attributes: 5 }, { kind: 'x' }]) {
    const other = tracer.startSpan('a', wrong as never, ROOT) as Span;
    assert.deepEqual([other.attributes, other.links], [{}, []]);
    tracer.startSpan('b', undefined, null as never).end();
  }
});

it('all spans have one shape, whatever happens to them', () => {
  setFlagsFromString('--allow-natives-syntax');
  const sameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;
  const tracer = createTracerProvider({ resource }).getTracer('test');
  const plain = tracer.startSpan('a', {}, ROOT);
  const full = tracer.startSpan(
    'b',
    { kind: 1, startTime: new Date(), attributes: { x: 1 } },
    trace.setSpan(ROOT, plain),
  );
  full.addEvent('e').addLink({ context: plain.spanContext() }).setStatus({ code: 2, message: 'm' });
  full.setAttributes({ y: [1], z: 'x' }).recordException('x');
  inspect(full);
  full.end();
  assert.ok(sameShape(plain, full));
});
