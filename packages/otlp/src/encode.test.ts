import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Decoded, decodeTraces, spansOf } from './encode.fixture.ts';
import { createSpanEncoder, type SpanEncoderOptions } from './encode.ts';
import { fromReadableSpan } from './encode-readable.ts';
import type { EncodableSpan } from './encode-span.ts';

const SPANS = 20_000;
const resource = resourceFromAttributes({ 'service.name': 'test', 'process.command_args': ['node', 'é'] });
const scope = { name: 'scope', version: '1.0.0', schemaUrl: 'https://example.com/1' };

// mulberry32: the same spans in every run.
let state = 20261122;
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

function pick<T>(choices: readonly T[]): T {
  return choices[random(choices.length)]!;
}

const PIECES = [
  'a',
  'GET',
  'http.request.method',
  ' ',
  '\0',
  '\x7f',
  'é',
  'ß€',
  '漢字',
  '😀',
  '\ud800',
  '\udc00x',
  '"\\\n',
];
const LENGTHS = [0, 1, 2, 15, 16, 17, 60, 100, 110, 122, 123, 124, 125, 126, 127, 128, 129, 300];
function text(): string {
  if (random(2) === 0) return Array.from({ length: random(6) }, () => pick(PIECES)).join('');
  const body = 'x'.repeat(pick(LENGTHS));
  if (random(400) === 0) return 'y'.repeat(pick([16_380, 16_384, 70_000]));
  return random(3) === 0 ? body + pick(PIECES) : body;
}

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  200,
  16384,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 31),
  -(2 ** 32),
  -(2 ** 53),
  -(2 ** 63),
  2 ** 63,
  1e300,
  0.1,
  -0.5,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  NaN,
  Infinity,
  -Infinity,
];
function value(depth: number): unknown {
  switch (random(depth > 3 ? 6 : 9)) {
    case 0:
    case 1:
      return text();
    case 2:
      return pick(NUMBERS);
    case 3:
      return random(2) === 0;
    case 4:
      return null;
    case 5:
      return Uint8Array.from({ length: random(20) }, () => random(256));
    case 6:
      return Array.from({ length: random(4) }, () => (random(10) === 0 ? undefined : value(depth + 1)));
    case 7:
      return Object.fromEntries(Array.from({ length: random(4) }, () => [text(), value(depth + 1)]));
    default:
      return random(1000);
  }
}

function attributes(most: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: random(most) }, (_, index) => [text() + index, value(0)]));
}

const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join('');
const time = (): [number, number] => [
  pick([0, 1, 1_700_000_000, 1_800_000_000 + random(1e6), 4_294_967_296]),
  random(1e9),
];
const traceState = (): { serialize(): string } | undefined => {
  const list = pick(['', 'a=1', `b=${'2'.repeat(200)}`]);
  return random(3) === 0 ? { serialize: () => list } : undefined;
};
const spanContext = (): object => ({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: random(4),
  traceState: traceState(),
  isRemote: pick([undefined, true, false]),
});

function randomSpan(): ReadableSpan {
  const context = spanContext();
  const status = pick([{ code: 0 }, { code: 1 }, { code: 2 }, { code: 2, message: text() }]);
  const span = {
    name: text(),
    kind: random(5),
    spanContext: () => context,
    parentSpanContext: random(2) === 0 ? spanContext() : undefined,
    startTime: time(),
    endTime: time(),
    status,
    attributes: attributes(12),
    events: Array.from({ length: random(3) }, () => ({
      name: text(),
      time: time(),
      attributes: random(2) === 0 ? attributes(4) : undefined,
      droppedAttributesCount: random(3),
    })),
    links: Array.from({ length: random(3) }, () => ({
      context: spanContext(),
      attributes: random(2) === 0 ? attributes(4) : undefined,
      droppedAttributesCount: random(300),
    })),
    droppedAttributesCount: random(300),
    droppedEventsCount: random(2),
    droppedLinksCount: random(2),
    resource,
    instrumentationScope: scope,
  };
  return span as unknown as ReadableSpan;
}

/** The same span with its attributes as the two lists that our own spans have. */
function withLists(span: EncodableSpan): EncodableSpan {
  const map = span.attributeMap ?? {};
  return { ...span, attributeMap: undefined, attributeKeys: Object.keys(map), attributeValues: Object.values(map) };
}

interface Body {
  body: Uint8Array;
  items: number;
}

function encoder(options: Partial<SpanEncoderOptions> = {}): ReturnType<typeof createSpanEncoder> & { bodies: Body[] } {
  const bodies: Body[] = [];
  const enqueue = (_signal: string, body: Uint8Array, items: number): number => bodies.push({ body, items });
  return { ...createSpanEncoder({ enqueue, ...options }), bodies };
}

function upstream(spans: ReadableSpan[]): Decoded[] {
  return spansOf(decodeTraces(ProtobufTraceSerializer.serializeRequest(spans)!));
}

describe('protobuf', () => {
  it(`${SPANS} random spans decode to what upstream's serializer says`, () => {
    for (let done = 0; done < SPANS; ) {
      const spans = Array.from({ length: 1 + random(200) }, randomSpan);
      const out = encoder({ maxBytes: Infinity, maxItems: Infinity });
      for (const span of spans) {
        const encodable = fromReadableSpan(span);
        out.encode(random(2) === 0 ? encodable : withLists(encodable), scope, resource);
      }
      out.flush();
      out.shutdown();
      assert.equal(out.bodies.length, 1);
      assert.equal(out.bodies[0]!.items, spans.length);
      const decoded = decodeTraces(out.bodies[0]!.body);
      assert.deepEqual(spansOf(decoded), upstream(spans));
      done += spans.length;
    }
  });

  it('resource and scope', () => {
    const out = encoder();
    const span = randomSpan();
    out.encode(fromReadableSpan(span), scope, resource);
    out.flush();
    out.shutdown();
    const expected = decodeTraces(ProtobufTraceSerializer.serializeRequest([span])!);
    assert.deepEqual(decodeTraces(out.bodies[0]!.body), expected);
  });

  it('an empty span', () => {
    const out = encoder();
    const empty = {
      ...fromReadableSpan(randomSpan()),
      ...{ traceState: undefined, parentId0: 0, parentId1: 0, name: '', attributeMap: {}, eventList: undefined },
      ...{ linkList: undefined, statusCode: 0, statusMessage: undefined, droppedAttributesCount: 0 },
      ...{ droppedEventsCount: 0, droppedLinksCount: 0, traceFlags: 0, parentIsRemote: false },
    };
    out.encode(empty, { name: '' }, resourceFromAttributes({}));
    out.flush();
    out.shutdown();
    const decoded = decodeTraces(out.bodies[0]!.body);
    const [span] = spansOf(decoded) as [Record<string, unknown>];
    assert.deepEqual([span.name, span.parentSpanId, span.attributes, span.flags], ['', '', [], 256]);
    assert.deepEqual((decoded.resourceSpans[0]!.resource as Decoded).attributes, []);
  });

  it('a value of 10 MB', () => {
    const out = encoder();
    const huge = 'x'.repeat(5_000_000) + '漢'.repeat(1_700_000);
    out.encode({ ...fromReadableSpan(randomSpan()), attributeMap: { huge } }, scope, resource);
    assert.equal(out.bodies.length, 1);
    out.shutdown();
    const [span] = spansOf(decodeTraces(out.bodies[0]!.body)) as [{ attributes: { value: { stringValue: string } }[] }];
    assert.equal(span.attributes[0]!.value.stringValue, huge);
  });

  it('repeated and changing values of a key', () => {
    const out = encoder();
    const seen = ['a', 'a', 'a', 'b', 'a', 'é', 'é', 'é', '', '', '', 'x'.repeat(64), 'x'.repeat(64), 'x'.repeat(64)];
    for (const item of seen)
      out.encode({ ...fromReadableSpan(randomSpan()), attributeMap: { k: item } }, scope, resource);
    out.flush();
    out.shutdown();
    const spans = spansOf(decodeTraces(out.bodies[0]!.body)) as { attributes: { value: { stringValue: string } }[] }[];
    assert.deepEqual(
      spans.map((span) => span.attributes[0]!.value.stringValue),
      seen,
    );
  });

  const moments: [epochMicros: number, millis: number, nanos: string][] = [
    [1_700_000_000_000_000, 0, '1700000000000000000'],
    [1_700_000_000_123_456, 1.000001, '1700000000124456001'],
    [1_700_000_000_123_456, 8_640_000_000, '1708640000123456000'],
    [1_700_000_000_000_000, -0.000001, '1699999999999999999'],
    [-5, 0, '0'],
    [NaN, 0, '0'],
    [1e17, 0, '18446744073709551615'],
  ];
  for (const [epochMicros, millis, nanos] of moments) {
    it(`time ${epochMicros} us + ${millis} ms`, () => {
      const out = encoder();
      const span = { ...fromReadableSpan(randomSpan()), startAnchor: { epochMicros }, startMillis: millis };
      out.encode(span, scope, resource);
      out.flush();
      out.shutdown();
      assert.equal(spansOf(decodeTraces(out.bodies[0]!.body))[0]!.startTimeUnixNano, nanos);
    });
  }

  it('an id of a link that is no hex is left out', () => {
    const out = encoder();
    const context = { traceId: 'xyz', spanId: '12', traceFlags: 0 };
    out.encode({ ...fromReadableSpan(randomSpan()), linkList: [{ context }] }, scope, resource);
    out.flush();
    out.shutdown();
    const [span] = spansOf(decodeTraces(out.bodies[0]!.body)) as [{ links: { traceId: string; spanId: string }[] }];
    assert.deepEqual([span.links[0]!.traceId, span.links[0]!.spanId], ['', '']);
  });
});

describe('json', () => {
  it('random spans say the same as in protobuf', () => {
    for (let round = 0; round < 10; round++) {
      const spans = Array.from({ length: 200 }, randomSpan);
      const out = encoder({ format: 'json', maxBytes: Infinity, maxItems: Infinity });
      for (const span of spans) {
        const encodable = fromReadableSpan(span);
        out.encode(random(2) === 0 ? encodable : withLists(encodable), scope, resource);
      }
      out.flush();
      out.shutdown();
      const json = JSON.parse(Buffer.from(out.bodies[0]!.body).toString());
      const [resourceSpans] = json.resourceSpans;
      assert.deepEqual(resourceSpans.resource.attributes[0], { key: 'service.name', value: { stringValue: 'test' } });
      assert.deepEqual(resourceSpans.scopeSpans[0].scope, { name: 'scope', version: '1.0.0' });
      assert.equal(resourceSpans.scopeSpans[0].schemaUrl, scope.schemaUrl);
      assert.deepEqual(resourceSpans.scopeSpans[0].spans.map(fromJson), upstream(spans));
    }
  });
});

// What the JSON mapping leaves out or writes differently, put back as the protobuf decoder shows it.
function fromJson(span: Decoded): Decoded {
  const context = { traceState: '', attributes: [], droppedAttributesCount: 0 };
  const defaults = { parentSpanId: '', events: [], links: [], droppedEventsCount: 0, droppedLinksCount: 0 };
  return wellFormed({
    ...context,
    ...defaults,
    ...span,
    attributes: pairs(span.attributes),
    status: { message: '', code: 0, ...(span.status as object) },
    events: ((span.events ?? []) as Decoded[]).map((event) => ({
      droppedAttributesCount: 0,
      ...event,
      attributes: pairs(event.attributes),
    })),
    links: ((span.links ?? []) as Decoded[]).map((link) => ({
      ...context,
      ...link,
      attributes: pairs(link.attributes),
    })),
  }) as Decoded;
}

function pairs(given: unknown): unknown[] {
  return ((given ?? []) as { key: string; value: Decoded }[]).map(({ key, value: item }) => ({
    key,
    value: anyValue(item),
  }));
}

function anyValue(item: Decoded): Decoded {
  if (typeof item.doubleValue === 'string') return { doubleValue: Number(item.doubleValue) };
  if (typeof item.bytesValue === 'string')
    return { bytesValue: Buffer.from(item.bytesValue, 'base64').toString('hex') };
  const array = item.arrayValue as { values: Decoded[] } | undefined;
  if (array) return { arrayValue: { values: array.values.map(anyValue) } };
  const list = item.kvlistValue as { values: unknown } | undefined;
  return list ? { kvlistValue: { values: pairs(list.values) } } : item;
}

// JSON keeps lone surrogates as escapes; bytes cannot.
function wellFormed(item: unknown): unknown {
  if (typeof item === 'string') return item.toWellFormed();
  if (Array.isArray(item)) return item.map(wellFormed);
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, wellFormed(inner)]));
}

describe('requests', () => {
  const span = fromReadableSpan(randomSpan());

  it('go by count', () => {
    const out = encoder({ maxItems: 3 });
    for (let count = 0; count < 7; count++) out.encode(span, scope, resource);
    out.shutdown();
    assert.deepEqual(
      out.bodies.map(({ items }) => items),
      [3, 3, 1],
    );
  });

  it('go by size', () => {
    const out = encoder({ maxBytes: 10_000 });
    const rest = { name: '', eventList: undefined, linkList: undefined, statusMessage: undefined };
    const large = { ...span, ...rest, attributeMap: { text: 'x'.repeat(4000) } };
    for (let count = 0; count < 6; count++) out.encode(large, scope, resource);
    out.shutdown();
    assert.deepEqual(
      out.bodies.map(({ items }) => items),
      [3, 3],
    );
  });

  it('go by time, also a second time', async () => {
    let next: () => void = () => {};
    const bodies: number[] = [];
    const enqueue = (_signal: string, _body: Uint8Array, items: number): void => {
      bodies.push(items);
      next();
    };
    // The timer keeps no process alive, so the test does.
    const alive = setInterval(() => {}, 1000);
    const out = createSpanEncoder({ enqueue, delayMillis: 5 });
    for (let round = 0; round < 2; round++) {
      const sent = new Promise<void>((resolve) => {
        next = resolve;
      });
      out.encode(span, scope, resource);
      out.encode(span, scope, resource);
      await sent;
    }
    clearInterval(alive);
    out.shutdown();
    assert.deepEqual(bodies, [2, 2]);
  });

  it('hold all scopes of a resource, and one resource each', () => {
    const out = encoder();
    const other = { name: 'other' };
    const second = resourceFromAttributes({ 'service.name': 'second' });
    const theirs = { name: 'theirs' };
    out.encode(span, scope, resource);
    out.encode(span, other, resource);
    out.encode(span, theirs, second);
    out.encode(span, scope, resource);
    out.flush();
    out.shutdown();
    const shape = out.bodies.map(({ body, items }) => [
      items,
      decodeTraces(body).resourceSpans.map((entry) =>
        (entry.scopeSpans as { scope: { name: string }; spans: unknown[] }[]).map((s) => [
          s.scope.name,
          s.spans.length,
        ]),
      ),
    ]);
    assert.deepEqual(shape, [
      [
        3,
        [
          [
            ['scope', 2],
            ['other', 1],
          ],
        ],
      ],
      [1, [[['theirs', 1]]]],
    ]);
  });

  it('own their bytes: later spans do not change an earlier body', () => {
    const out = encoder({ maxItems: 1 });
    out.encode(span, scope, resource);
    const before = Buffer.from(out.bodies[0]!.body);
    out.encode({ ...span, name: 'another name' }, scope, resource);
    out.shutdown();
    assert.deepEqual(Buffer.from(out.bodies[0]!.body), before);
  });

  it('a span that cannot be encoded leaves no half behind', () => {
    const out = encoder();
    out.encode(span, scope, resource);
    const broken = { ...span, traceState: { serialize: () => assert.fail('broken') } };
    assert.throws(() => out.encode(broken as never, scope, resource), /broken/);
    out.encode(span, scope, resource);
    out.flush();
    out.shutdown();
    assert.equal(spansOf(decodeTraces(out.bodies[0]!.body)).length, 2);
  });

  it('wait for resource attributes that detectors look for, but not at the exit', async () => {
    const found: { resolve: (name: string) => void } = { resolve: () => {} };
    const pending = (): Resource =>
      resourceFromAttributes({ 'host.name': new Promise<string>((resolve) => (found.resolve = resolve)) });
    const out = encoder({ maxItems: 1 });
    out.encode(span, { name: 'a' }, pending());
    assert.equal(out.bodies.length, 0);
    found.resolve('here');
    await out.drain();
    const [entry] = decodeTraces(out.bodies[0]!.body).resourceSpans as [{ resource: { attributes: unknown[] } }];
    assert.deepEqual(entry.resource.attributes, [{ key: 'host.name', value: { stringValue: 'here' } }]);
    out.encode(span, { name: 'b' }, pending());
    out.flush();
    assert.equal(out.bodies.length, 2);
    found.resolve('late');
    await out.drain();
    out.shutdown();
    assert.equal(out.bodies.length, 2);
  });

  it('still go after shutdown', () => {
    const out = encoder();
    out.shutdown();
    out.encode(span, scope, resource);
    assert.equal(out.bodies.length, 1);
  });
});
