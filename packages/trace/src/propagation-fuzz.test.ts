import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultTextMapGetter, defaultTextMapSetter } from '@opentelemetry/api';
import { baggagePropagator } from './baggage.ts';
import { compositePropagator } from './composite-propagator.ts';
import { ROOT } from './context.ts';
import { traceContextPropagator } from './trace-context.ts';

const HEADERS = 100_000;

// The grammars once more, written apart from the code that they check.
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]$/;
const KEY = '[a-z0-9][a-z0-9_*/@-]{0,255}';
const VALUE = '[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]';
const TRACESTATE = new RegExp(`^${KEY}=${VALUE}(,${KEY}=${VALUE}){0,31}$`);
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const OCTETS = '[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*';
const MEMBER = `${TOKEN}=${OCTETS}(;${TOKEN}(=${OCTETS})?)*`;
const BAGGAGE = new RegExp(`^${MEMBER}(,${MEMBER}){0,179}$`);

// mulberry32: the same headers in every run.
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const SEEDS = [
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-later',
  'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
  'tenant@system=value with spaces , b=2,,c=3',
  'userId=alice;p1;p2=3,serverNode=DF%2028,isProduction=false',
  'a=%C3%28%ff%;b=1 , \t__proto__ = 1',
];
const CHARS = [
  '\0',
  '\t',
  '\r\n',
  ' ',
  ',',
  ';',
  '=',
  '%',
  '-',
  '@',
  '"',
  '\\',
  'A',
  'f',
  '0',
  '\x7f',
  'é',
  '\ud800',
  '€',
];

function mutate(random: (below: number) => number): string {
  let text = SEEDS[random(SEEDS.length)]!;
  for (let edits = random(6); edits > 0; edits--) {
    const at = random(text.length + 1);
    const char = random(4) === 0 ? String.fromCharCode(random(0x10000)) : CHARS[random(CHARS.length)]!;
    const kind = random(5);
    if (kind === 0) text = text.slice(0, at) + char + text.slice(at);
    else if (kind === 1) text = text.slice(0, at) + text.slice(at + 1 + random(8));
    else if (kind === 2) text = text.slice(0, at) + char + text.slice(at + 1);
    else if (kind === 3) text = text.slice(0, at) + text.slice(random(at + 1)) + text.slice(at);
    else text += `,${SEEDS[random(SEEDS.length)]}`;
  }
  return text.slice(0, 20_000);
}

it('headers of megabytes cost no time', () => {
  const huge = [','.repeat(8e6), ' '.repeat(8e6), `a=1${' '.repeat(8e6)}x`, 'a=1,'.repeat(2e6), `a=${'%'.repeat(8e6)}`];
  const start = performance.now();
  for (const header of huge) {
    const carrier = { traceparent: SEEDS[0]!, tracestate: header, baggage: header };
    const context = traceContextPropagator.extract(ROOT, carrier, defaultTextMapGetter);
    baggagePropagator.extract(context, { ...carrier, traceparent: header }, defaultTextMapGetter);
  }
  assert.ok(performance.now() - start < 2000, `${performance.now() - start} ms`);
});

it(`${HEADERS} random headers never throw and never make an invalid header`, () => {
  const random = randomSource(20261122);
  const propagator = compositePropagator([traceContextPropagator, baggagePropagator]);
  let parents = 0;
  let states = 0;
  let baggages = 0;
  for (let index = 0; index < HEADERS; index++) {
    const header = (): string | string[] => (random(8) === 0 ? [mutate(random), mutate(random)] : mutate(random));
    const carrier = {
      traceparent: random(3) === 0 ? SEEDS[0]! : header(),
      tracestate: header(),
      baggage: header(),
    };
    const context = traceContextPropagator.extract(ROOT, carrier, defaultTextMapGetter);
    const both = baggagePropagator.extract(context, carrier, defaultTextMapGetter);
    const out: Record<string, string> = {};
    propagator.inject(both, out, defaultTextMapSetter);
    for (const [name, value] of Object.entries(out)) {
      const grammar = name === 'traceparent' ? TRACEPARENT : name === 'tracestate' ? TRACESTATE : BAGGAGE;
      assert.match(value, grammar, `${name} made of ${JSON.stringify(carrier)}`);
    }
    if (out.traceparent) parents++;
    if (out.tracestate) states++;
    if (out.baggage) baggages++;
  }
  // The fuzzer would be worthless if nothing got through.
  for (const count of [parents, states, baggages]) assert.ok(count > HEADERS / 50, String([parents, states, baggages]));
});
