import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Span as ApiSpan, Attributes, Link, SpanOptions, SpanStatus } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, type Sampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { createTracerProvider } from './provider.ts';

const SPANS = 10_000;
const resource = resourceFromAttributes({});

// mulberry32: the same spans in every run.
let state = 4;
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

function pick<T>(choices: readonly T[]): T {
  return choices[random(choices.length)]!;
}

const VALUES: readonly unknown[] = [
  'text',
  '',
  'a longer text',
  1,
  -1.5,
  NaN,
  true,
  false,
  null,
  undefined,
  1n,
  Symbol('s'),
  () => {},
  new Date(0),
  /x/,
  new Uint8Array([1, 2, 3]),
  [],
  ['a', 'bcdef'],
  [1, 'a'],
  [null, undefined, 1],
  [[1], { a: 'bcdef' }],
  {},
  { a: 1 },
  { a: undefined, b: { c: 'defgh' } },
  { a: 1n },
  Object.create(null),
  new Map(),
  [Symbol('s')],
];
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', '', 'constructor', 'toString', 'k with space', 'é'];
const attributes = (): Attributes =>
  Object.fromEntries(Array.from({ length: random(6) }, () => [pick(KEYS), pick(VALUES)]));
const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const link = (): Link => (random(2) ? { context, attributes: attributes() } : { context });
const status = (): SpanStatus => ({ code: random(3), message: pick(['m', undefined, '', 5 as unknown as string]) });
const time = (): [number, number] => [1_700_000_000 + random(5), random(1e9)];
const EXCEPTIONS = ['text', '', new TypeError('bad'), { code: 5 }, { message: 'm' }, { name: 'n', message: '' }, {}];

type Operation = (span: ApiSpan) => unknown;
function operation(): Operation {
  const [key, value, set, at, name] = [pick(KEYS), pick(VALUES), attributes(), time(), pick(['x', 'y', ''])];
  const [links, one, state, thrown] = [[link(), link()], link(), status(), pick(EXCEPTIONS)];
  return pick<Operation>([
    (span) => span.setAttribute(key, value),
    (span) => span.setAttributes(set),
    (span) => span.addEvent(name, at),
    (span) => span.addEvent(name, set, at),
    (span) => span.addLink(one),
    (span) => span.addLinks(links),
    (span) => span.setStatus(state),
    (span) => span.updateName(name),
    (span) => span.recordException(thrown as Error, at),
    (span) => (random(12) === 0 ? span.end(at) : undefined),
  ]);
}

function shown(span: ReadableSpan): object {
  const { name, kind, status, attributes, events, links, ended, startTime, endTime, duration } = span;
  const dropped = [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount];
  return {
    name,
    kind,
    status,
    attributes: Object.entries(attributes),
    events,
    links,
    ended,
    startTime,
    endTime,
    duration,
    dropped,
  };
}

it(`${SPANS} random uses of the API leave the same span as with the upstream SDK`, () => {
  for (let count = 0; count < SPANS; count++) {
    const limit = (): number | undefined => pick([undefined, undefined, 0, 1, 2, 5]);
    const spanLimits = {
      attributeCountLimit: limit(),
      attributeValueLengthLimit: pick([undefined, 1, 3]),
      eventCountLimit: limit(),
      linkCountLimit: limit(),
      attributePerEventCountLimit: limit(),
      attributePerLinkCountLimit: limit(),
    };
    const added = random(3) === 0 ? attributes() : undefined;
    const sampler: Sampler = { shouldSample: () => ({ decision: 2, attributes: added }), toString: () => '' };
    const options: SpanOptions = {
      kind: random(5),
      startTime: time(),
      attributes: random(2) ? attributes() : undefined,
      links: random(3) === 0 ? [link(), link()] : undefined,
    };
    const operations = Array.from({ length: random(12) }, operation);
    const endTime = time();
    const before = state;
    const [theirs, ours] = [
      new TracerProvider({ resource, spanLimits, sampler }),
      createTracerProvider({ resource, spanLimits, sampler }),
    ].map((provider) => {
      // Both have to draw the same numbers.
      state = before;
      const span = provider.getTracer('t').startSpan('span', options, ROOT);
      for (const run of operations) run(span);
      span.end(endTime);
      return shown(span as unknown as ReadableSpan);
    });
    assert.deepEqual(ours, theirs);
  }
});
