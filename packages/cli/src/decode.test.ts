import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { decodeRequest } from './decode.ts';
import type { ReceivedBatch, ReceivedMetric } from './received.ts';

/** A generator of the same numbers for the same seed (mulberry32). */
function createRandom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (max: number): number => Math.floor(next() * max);
  const pick = <T>(values: readonly T[]): T => values[int(values.length)]!;
  const hex = (bytes: number): string => Array.from({ length: bytes * 2 }, () => pick([...'123456789abcdef'])).join('');
  const text = (): string => Array.from({ length: int(12) }, () => pick([...'aZ0 .äß€漢🙂\n"\\'])).join('');
  const scalar = (): string | number | boolean =>
    pick([() => text(), () => int(1000) - 500, () => next() * 1e6, () => next() < 0.5, () => 2 ** 40 + int(1e6)])();
  const attributes = (): Record<string, string | number | boolean | (string | number)[]> =>
    Object.fromEntries(
      Array.from({ length: int(8) }, (_, index) => [
        `key.${index}`,
        pick([scalar, () => Array.from({ length: int(4) }, text), () => [1.5, -2, 3]])(),
      ]),
    );
  return { next, int, pick, hex, text, attributes };
}

const NOW = [1_700_000_000, 123_456_789] as [number, number];
const NOW_NANO = 1_700_000_000_123_456_789n;

const scope = { name: 'test-scope', version: '1.2.3' };
const resource = resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 42 });
const resourceAttributes = { 'service.name': 'shop', 'process.pid': 42 };

function randomSpan(random: ReturnType<typeof createRandom>): ReadableSpan {
  const context = (): SpanContext => ({
    traceId: random.hex(16),
    spanId: random.hex(8),
    traceFlags: TraceFlags.SAMPLED,
  });
  const start = [1_700_000_000 + random.int(1e6), random.int(1e9)] as [number, number];
  const own = context();
  return {
    name: random.text(),
    kind: random.pick([SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER]),
    spanContext: () => own,
    parentSpanContext: random.next() < 0.5 ? { ...own, spanId: random.hex(8) } : undefined,
    startTime: start,
    endTime: [start[0] + random.int(10), start[1]],
    duration: [0, 0],
    status: {
      code: random.pick([SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR]),
      message: random.text(),
    },
    attributes: random.attributes(),
    links: Array.from({ length: random.int(3) }, () => ({ context: context(), attributes: random.attributes() })),
    events: Array.from({ length: random.int(3) }, () => ({
      name: random.text(),
      time: start,
      attributes: random.attributes(),
      droppedAttributesCount: random.int(3),
    })),
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: random.int(5),
    droppedEventsCount: random.int(5),
    droppedLinksCount: random.int(5),
  };
}

const nano = (time: readonly [number, number]): bigint => BigInt(time[0]) * 1_000_000_000n + BigInt(time[1]);

function spans(batch: ReceivedBatch) {
  assert.equal(batch.signal, 'traces');
  return batch.spans;
}

describe('spans of upstream serializers', () => {
  for (const [encoding, serializer] of [
    ['application/x-protobuf', ProtobufTraceSerializer],
    ['application/json', JsonTraceSerializer],
  ] as const) {
    test(encoding, () => {
      const random = createRandom(1);
      const sent = Array.from({ length: 300 }, () => randomSpan(random));
      const received = spans(decodeRequest('traces', encoding, serializer.serializeRequest(sent)!));
      assert.equal(received.length, sent.length);
      for (const [index, span] of sent.entries()) {
        const context = span.spanContext();
        const kinds = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
        const { flags, links, ...rest } = received[index]!;
        assert.deepEqual(rest, {
          traceId: context.traceId,
          spanId: context.spanId,
          ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
          traceState: '',
          name: span.name,
          kind: kinds[span.kind],
          startTimeUnixNano: nano(span.startTime),
          endTimeUnixNano: nano(span.endTime),
          attributes: span.attributes,
          droppedAttributesCount: span.droppedAttributesCount,
          events: span.events.map(({ name, time, attributes, droppedAttributesCount }) => ({
            name,
            timeUnixNano: nano(time),
            attributes,
            droppedAttributesCount,
          })),
          droppedEventsCount: span.droppedEventsCount,
          droppedLinksCount: span.droppedLinksCount,
          status: { code: (['UNSET', 'OK', 'ERROR'] as const)[span.status.code], message: span.status.message },
          resource: resourceAttributes,
          scope,
        });
        assert.equal(flags & 1, 1);
        assert.deepEqual(
          links.map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes })),
          span.links.map(({ context: { traceId, spanId }, attributes }) => ({ traceId, spanId, attributes })),
        );
      }
    });
  }
});

const log = (fields: Partial<ReadableLogRecord>): ReadableLogRecord => ({
  hrTime: NOW,
  hrTimeObserved: NOW,
  resource,
  instrumentationScope: scope,
  attributes: {},
  droppedAttributesCount: 0,
  ...fields,
});

describe('logs of upstream serializers', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spanId = 'b7ad6b7169203331';
  for (const [encoding, serializer] of [
    ['application/x-protobuf', ProtobufLogsSerializer],
    ['application/json', JsonLogsSerializer],
  ] as const) {
    test(encoding, () => {
      const batch = decodeRequest(
        'logs',
        encoding,
        serializer.serializeRequest([
          log({
            severityNumber: 17,
            severityText: 'error',
            eventName: 'order.failed',
            body: { order: [1, 2.5, 'three', true, null, { deep: new Uint8Array([0, 255]) }] },
            attributes: { 'user.id': 'u1' },
            droppedAttributesCount: 2,
            spanContext: { traceId, spanId, traceFlags: TraceFlags.SAMPLED },
          }),
          log({ body: 'plain' }),
          log({}),
        ])!,
      );
      assert.equal(batch.signal, 'logs');
      const common = {
        timeUnixNano: NOW_NANO,
        observedTimeUnixNano: NOW_NANO,
        severityNumber: 0,
        severityText: '',
        eventName: '',
        attributes: {},
        droppedAttributesCount: 0,
        flags: 0,
        resource: resourceAttributes,
        scope,
      };
      const [full, plain, empty] = batch.logs;
      assert.deepEqual(full, {
        ...common,
        severityNumber: 17,
        severityText: 'error',
        eventName: 'order.failed',
        body: { order: [1, 2.5, 'three', true, null, { deep: new Uint8Array([0, 255]) }] },
        attributes: { 'user.id': 'u1' },
        droppedAttributesCount: 2,
        traceId,
        spanId,
        flags: full!.flags,
      });
      assert.equal(full!.flags & 1, 1);
      assert.deepEqual(plain, { ...common, body: 'plain' });
      assert.equal(empty!.body ?? undefined, undefined);
    });
  }
});

const point = <T>(value: T) => ({ startTime: NOW, endTime: NOW, attributes: { 'http.route': '/a' }, value });
const descriptor = (name: string) => ({ name, unit: 's', description: `about ${name}`, valueType: 1 });

const resourceMetrics = {
  resource,
  scopeMetrics: [
    {
      scope,
      metrics: [
        {
          descriptor: descriptor('gauge'),
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.GAUGE,
          dataPoints: [point(-1.5)],
        },
        {
          descriptor: { ...descriptor('sum'), valueType: 0 },
          aggregationTemporality: AggregationTemporality.DELTA,
          dataPointType: DataPointType.SUM,
          isMonotonic: true,
          dataPoints: [point(12)],
        },
        {
          descriptor: descriptor('histogram'),
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: [
            point({ count: 3, sum: 6.5, min: 1, max: 4, buckets: { boundaries: [1, 2.5], counts: [1, 0, 2] } }),
          ],
        },
        {
          descriptor: descriptor('exponential'),
          aggregationTemporality: AggregationTemporality.DELTA,
          dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
          dataPoints: [
            point({
              count: 4,
              sum: 10,
              min: -1,
              max: 8,
              scale: -2,
              zeroCount: 1,
              positive: { offset: 3, bucketCounts: [1, 1] },
              negative: { offset: -5, bucketCounts: [1] },
            }),
          ],
        },
      ],
    },
  ],
} as unknown as ResourceMetrics;

function metrics(batch: ReceivedBatch): ReceivedMetric[] {
  assert.equal(batch.signal, 'metrics');
  return batch.metrics;
}

describe('metrics of upstream serializers', () => {
  for (const [encoding, serializer] of [
    ['application/x-protobuf', ProtobufMetricsSerializer],
    ['application/json', JsonMetricsSerializer],
  ] as const) {
    test(encoding, () => {
      const received = metrics(decodeRequest('metrics', encoding, serializer.serializeRequest(resourceMetrics)!));
      const common = { unit: 's', resource: resourceAttributes, scope };
      const base = {
        attributes: { 'http.route': '/a' },
        startTimeUnixNano: NOW_NANO,
        timeUnixNano: NOW_NANO,
        flags: 0,
        exemplars: [],
      };
      assert.deepEqual(received, [
        {
          ...common,
          name: 'gauge',
          description: 'about gauge',
          type: 'gauge',
          points: [{ ...base, value: -1.5 }],
        },
        {
          ...common,
          name: 'sum',
          description: 'about sum',
          type: 'sum',
          temporality: 'DELTA',
          isMonotonic: true,
          points: [{ ...base, value: 12 }],
        },
        {
          ...common,
          name: 'histogram',
          description: 'about histogram',
          type: 'histogram',
          temporality: 'CUMULATIVE',
          points: [{ ...base, count: 3, sum: 6.5, min: 1, max: 4, bucketCounts: [1, 0, 2], explicitBounds: [1, 2.5] }],
        },
        {
          ...common,
          name: 'exponential',
          description: 'about exponential',
          type: 'exponentialHistogram',
          temporality: 'DELTA',
          points: [
            {
              ...base,
              count: 4,
              sum: 10,
              min: -1,
              max: 8,
              scale: -2,
              zeroCount: 1,
              zeroThreshold: 0,
              positive: { offset: 3, bucketCounts: [1, 1] },
              negative: { offset: -5, bucketCounts: [1] },
            },
          ],
        },
      ]);
    });
  }
});

const json = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const TRACE_ID = '5B8EFFF798038103D269B633813FC60C';
const SPAN_ID = 'EEE19B7EC3C1B174';

function spanJson(fields: object): Uint8Array {
  return json({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId: SPAN_ID, ...fields }] }] }] });
}

describe('values', () => {
  test('64-bit integers stay exact in both encodings', () => {
    const attributes = [
      { key: 'min', value: { intValue: '-9223372036854775808' } },
      { key: 'max', value: { intValue: '9223372036854775807' } },
      { key: 'safe', value: { intValue: '9007199254740991' } },
    ];
    const expected = { min: -(2n ** 63n), max: 2n ** 63n - 1n, safe: Number.MAX_SAFE_INTEGER };
    const [span] = spans(decodeRequest('traces', 'application/json', spanJson({ attributes })));
    assert.deepEqual(span!.attributes, expected);
    const id = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
    const varint = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
    // { key: 'max', value: { intValue } } by hand, so that the encoder and the decoder cannot share a mistake.
    const pair = varint(0x0a, 3, ...Buffer.from('max'), 0x12, 10, 0x18, ...Array(8).fill(0xff), 0x7f);
    const attribute = varint(0x4a, pair.length, ...pair);
    const sent = Buffer.concat([varint(0x0a, 16), id(TRACE_ID), varint(0x12, 8), id(SPAN_ID), attribute]);
    const scopeSpans = Buffer.concat([varint(0x12, sent.length), sent]);
    const resourceSpans = Buffer.concat([varint(0x12, scopeSpans.length), scopeSpans]);
    const body = Buffer.concat([varint(0x0a, resourceSpans.length), resourceSpans]);
    const [decoded] = spans(decodeRequest('traces', 'application/x-protobuf', body));
    assert.deepEqual(decoded!.attributes, { max: 2n ** 63n - 1n });
  });

  test('JSON numbers beyond 2^53 stay exact where a string was expected', () => {
    const body = Buffer.from(
      Buffer.from(spanJson({ startTimeUnixNano: 'START' }))
        .toString()
        .replace('"START"', '1700000000123456789'),
    );
    assert.equal(spans(decodeRequest('traces', 'application/json', body))[0]!.startTimeUnixNano, NOW_NANO);
  });

  test('ids are lower-case hex and an all-zero parent is none', () => {
    const [span] = spans(decodeRequest('traces', 'application/json', spanJson({ parentSpanId: '0000000000000000' })));
    assert.equal(span!.traceId, TRACE_ID.toLowerCase());
    assert.equal('parentSpanId' in span!, false);
  });

  test('a key named __proto__ is an ordinary key', () => {
    const attributes = [
      { key: '__proto__', value: { kvlistValue: { values: [{ key: 'x', value: { intValue: 1 } }] } } },
    ];
    const [span] = spans(decodeRequest('traces', 'application/json', spanJson({ attributes })));
    assert.deepEqual(Object.keys(span!.attributes), ['__proto__']);
    assert.equal((span!.attributes as { x?: number }).x, undefined);
  });

  test('enums come as numbers, names are taken too, unknown numbers are the default', () => {
    const kinds = [2, 'SPAN_KIND_SERVER', 99].map(
      (kind) => spans(decodeRequest('traces', 'application/json', spanJson({ kind })))[0]!.kind,
    );
    assert.deepEqual(kinds, ['SERVER', 'SERVER', 'UNSPECIFIED']);
  });

  test('doubles may be NaN and infinite in JSON', () => {
    const attributes = ['NaN', 'Infinity', '-Infinity', 1].map((doubleValue, index) => ({
      key: String(index),
      value: { doubleValue },
    }));
    const [span] = spans(decodeRequest('traces', 'application/json', spanJson({ attributes })));
    assert.deepEqual(Object.values(span!.attributes), [Number.NaN, Infinity, -Infinity, 1]);
  });

  test('a summary and exemplars', () => {
    const body = json({
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'summary',
                  summary: {
                    dataPoints: [
                      { count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }], timeUnixNano: '5' },
                    ],
                  },
                },
                {
                  name: 'gauge',
                  gauge: {
                    dataPoints: [
                      { exemplars: [{ asInt: '7', traceId: TRACE_ID, spanId: SPAN_ID, timeUnixNano: '9' }], flags: 1 },
                    ],
                  },
                },
                { name: 'of a later OTLP', tDigest: {} },
              ],
            },
          ],
        },
      ],
    });
    const [summary, gauge, ...rest] = metrics(decodeRequest('metrics', 'application/json', body));
    assert.deepEqual(rest, []);
    assert.deepEqual(summary!.points[0], {
      attributes: {},
      startTimeUnixNano: 0n,
      timeUnixNano: 5n,
      flags: 0,
      exemplars: [],
      count: 2,
      sum: 3,
      quantileValues: [{ quantile: 0.5, value: 1 }],
    });
    assert.deepEqual(gauge!.points[0], {
      attributes: {},
      startTimeUnixNano: 0n,
      timeUnixNano: 0n,
      flags: 1,
      exemplars: [
        {
          timeUnixNano: 9n,
          value: 7,
          traceId: TRACE_ID.toLowerCase(),
          spanId: SPAN_ID.toLowerCase(),
          attributes: {},
        },
      ],
    });
  });

  test('an empty request is an empty batch', () => {
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      assert.equal(decodeRequest(signal, 'application/x-protobuf', new Uint8Array()).signal, signal);
      assert.equal(decodeRequest(signal, 'application/json', json({})).signal, signal);
    }
  });
});

describe('what cannot be decoded', () => {
  let nested: object = { stringValue: 'x' };
  for (let depth = 0; depth < 200; depth++) nested = { arrayValue: { values: [nested] } };
  const rows: [what: string, body: Uint8Array, message: RegExp][] = [
    ['no JSON', json('{'), /^not an ExportTraceServiceRequest in JSON: .*JSON/],
    ['no UTF-8', new Uint8Array([0x7b, 0xff]), /in JSON: .*utf-8/],
    ['no object', json('[]'), /no JSON object/],
    ['no array', json({ resourceSpans: 'x' }), /resourceSpans: got "x", expected an array/],
    ['a list of numbers', json({ resourceSpans: [1] }), /resourceSpans: got 1, expected an object/],
    ['a short id', spanJson({ traceId: 'abcd' }), /traceId: got 2 bytes, expected 16/],
    ['an id in base64', spanJson({ traceId: 'W47/95gDgQPSabYzgT/GDA==' }), /traceId: got .*, expected 16 bytes in hex/],
    ['no id', spanJson({ spanId: '' }), /spanId: absent or all zero, expected 8 bytes/],
    ['a name that is a number', spanJson({ name: 5 }), /name: got 5, expected a string/],
    ['a time with a fraction', spanJson({ startTimeUnixNano: 1.5 }), /startTimeUnixNano: got 1.5, expected an integer/],
    ['a negative time', spanJson({ startTimeUnixNano: '-1' }), /startTimeUnixNano: got -1, expected an integer from 0/],
    ['a value that is too deep', spanJson({ attributes: [{ key: 'k', value: nested }] }), /nested more than 64 levels/],
  ];
  for (const [what, body, message] of rows) {
    test(what, () => {
      assert.throws(() => decodeRequest('traces', 'application/json', body), { name: 'DecodeError', message });
    });
  }

  test('every cut of a protobuf body either decodes or throws a DecodeError', () => {
    const random = createRandom(7);
    const body = ProtobufTraceSerializer.serializeRequest([randomSpan(random), randomSpan(random)])!;
    let refused = 0;
    for (let length = 0; length < body.length; length++) {
      try {
        decodeRequest('traces', 'application/x-protobuf', body.subarray(0, length));
      } catch (error) {
        assert.equal((error as Error).name, 'DecodeError');
        refused++;
      }
    }
    assert.ok(refused > body.length * 0.9, `${refused} of ${body.length} refused`);
  });

  test('random bytes decode or throw a DecodeError', () => {
    const random = createRandom(11);
    const body = Uint8Array.from(ProtobufTraceSerializer.serializeRequest([randomSpan(random)])!);
    for (let round = 0; round < 2000; round++) {
      const broken = body.slice();
      for (let change = 0; change < 3; change++) broken[random.int(broken.length)] = random.int(256);
      try {
        decodeRequest('traces', 'application/x-protobuf', broken);
      } catch (error) {
        assert.equal((error as Error).name, 'DecodeError');
      }
    }
  });
});
