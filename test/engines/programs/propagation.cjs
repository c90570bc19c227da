// Headers in and out, by whatever OTEL_PROPAGATORS names: well formed, odd, doubled, too long and malicious.
const { ROOT_CONTEXT, TraceFlags, createTraceState, defaultTextMapGetter, propagation, trace } =
  require('@opentelemetry/api');

const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const good = `00-${traceId}-${spanId}-01`;

print('fields', propagation.fields());

function shown(extracted) {
  const { isRemote, traceFlags, traceState, ...ids } = trace.getSpanContext(extracted) ?? {};
  if (ids.traceId === undefined) return 'no span';
  return { ...ids, traceFlags, isRemote, traceState: traceState?.serialize() ?? null };
}

function extract(name, headers, getter = defaultTextMapGetter) {
  try {
    const extracted = propagation.extract(ROOT_CONTEXT, headers, getter);
    print(name, shown(extracted));
    const again = {};
    propagation.inject(extracted, again);
    print(`${name}, injected`, again);
  } catch (error) {
    print(`${name} throws`, error.name);
  }
}

const parents = {
  good,
  unsampled: `00-${traceId}-${spanId}-00`,
  'random flag': `00-${traceId}-${spanId}-03`,
  'unknown flags': `00-${traceId}-${spanId}-ff`,
  'flags without sampled': `00-${traceId}-${spanId}-fe`,
  'upper case': good.toUpperCase(),
  'blank before': ` ${good}`,
  'blank after': `${good} `,
  blanks: `  ${good}  `,
  tab: `\t${good}\t`,
  'line end': `${good}\n`,
  'version ff': `ff-${traceId}-${spanId}-01`,
  'version 01': `01-${traceId}-${spanId}-01`,
  'version 01 with more': `01-${traceId}-${spanId}-01-more`,
  'version 01 with a dot': `01-${traceId}-${spanId}-01.more`,
  'version 00 with more': `${good}-more`,
  'version 00 with a dash': `${good}-`,
  'trace id of zeros': `00-${'0'.repeat(32)}-${spanId}-01`,
  'span id of zeros': `00-${traceId}-${'0'.repeat(16)}-01`,
  'trace id too short': `00-${traceId.slice(1)}-${spanId}-01`,
  'trace id too long': `00-${traceId}0-${spanId}-01`,
  'no hex': `00-${traceId.replace('4', 'g')}-${spanId}-01`,
  'no flags': `00-${traceId}-${spanId}`,
  'flags of one digit': `00-${traceId}-${spanId}-1`,
  'other separators': good.replaceAll('-', '_'),
  empty: '',
  blank: ' ',
  nonsense: 'nonsense',
  huge: 'a'.repeat(100_000),
  'two in one': `${good},${good}`,
};
for (const [name, traceparent] of Object.entries(parents)) extract(name, { traceparent });
for (const [name, traceparent] of Object.entries({
  'list of one': [good],
  'list of two': [good, `00-${traceId}-${spanId}-00`],
  'empty list': [],
  number: 5,
  null: null,
  object: {},
})) {
  extract(`traceparent ${name}`, { traceparent });
}
extract('nothing', {});
extract('capital header', { Traceparent: good });

const states = {
  one: 'rojo=00f067aa0ba902b7',
  two: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7',
  blanks: ' a=1 , b=2 ,\tc=3\t',
  'empty members': ',a=1,,b=2,',
  'same key twice': 'a=1,b=2,a=3',
  'tenant key': 'fw529a3039@dt=1,a@b=2',
  'two at signs': 'a@b@c=1',
  'key that starts with a digit': '1a=1',
  'key in capitals': 'A=1,b=2',
  'key of 256': `${'k'.repeat(256)}=1`,
  'key of 257': `${'k'.repeat(257)}=1,b=2`,
  'key with odd characters': 'a_b-c*d/e=1',
  'key with a dot': 'a.b=1,c=2',
  'value with equals sign': 'a=1=2,b=2',
  'value with a blank inside': 'a=1 2,b=2',
  'empty value': 'a=,b=2',
  'no value': 'a,b=2',
  'value of 256': `a=${'v'.repeat(256)}`,
  'value of 257': `a=${'v'.repeat(257)},b=2`,
  'value of unicode': 'a=ž,b=2',
  '32 members': Array.from({ length: 32 }, (_, i) => `k${i}=v`).join(),
  '33 members': Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(),
  'more than 512': Array.from({ length: 10 }, (_, i) => `k${i}=${'v'.repeat(60)}`).join(),
  'one large and many small': `large=${'v'.repeat(200)},${Array.from({ length: 9 }, (_, i) => `k${i}=${'v'.repeat(40)}`)}`,
  empty: '',
  nonsense: 'nonsense',
};
for (const [name, tracestate] of Object.entries(states)) extract(`state: ${name}`, { traceparent: good, tracestate });
extract('state: list', { traceparent: good, tracestate: ['a=1', 'b=2', 'a=3'] });
extract('state: number', { traceparent: good, tracestate: 5 });
extract('state: without a parent', { tracestate: 'a=1' });

const b3 = { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' };
extract('b3', { b3: `${traceId}-${spanId}-1` });
extract('b3 without decision', { b3: `${traceId}-${spanId}` });
extract('b3 not sampled', { b3: `${traceId}-${spanId}-0` });
extract('b3 of 64 bits', { b3: `${traceId.slice(16)}-${spanId}-d` });
extract('b3 several', b3);
extract('b3 several, debug', { ...b3, 'x-b3-flags': '1' });
extract('xray', { 'x-amzn-trace-id': 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1' });
extract('all at once', {
  ...b3,
  traceparent: good.replace('4bf9', '5bf9'),
  'uber-trace-id': `${traceId}:${spanId}:0:0`,
});

function inject(name, spanContext) {
  const headers = {};
  try {
    propagation.inject(trace.setSpanContext(ROOT_CONTEXT, spanContext), headers);
    print(`inject ${name}`, headers);
  } catch (error) {
    print(`inject ${name} throws`, error.name);
  }
}
const context = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
inject('sampled', context);
inject('unsampled', { ...context, traceFlags: 0 });
inject('flags 3', { ...context, traceFlags: 3 });
inject('flags 255', { ...context, traceFlags: 255 });
inject('no flags', { traceId, spanId });
inject('upper case', { ...context, traceId: traceId.toUpperCase() });
inject('invalid', { ...context, traceId: '0'.repeat(32) });
inject('short', { ...context, traceId: 'abc' });
inject('state', { ...context, traceState: createTraceState('a=1,b=2').set('c', '3').set('a', '4').unset('b') });
inject('empty state', { ...context, traceState: createTraceState('') });
propagation.inject(ROOT_CONTEXT, {});

const mine = trace.getTracer('propagation').startSpan('mine');
const headers = {};
propagation.inject(trace.setSpan(ROOT_CONTEXT, mine), headers);
print('mine', headers);
const child = trace
  .getTracer('propagation')
  .startSpan('child of a header', {}, propagation.extract(ROOT_CONTEXT, headers));
child.end();
mine.end();

const setter = { set: (carrier, key, value) => carrier.push([key, value]) };
const pairs = [];
propagation.inject(trace.setSpanContext(ROOT_CONTEXT, context), pairs, setter);
print('own setter', pairs);
extract('own getter', [['traceparent', good]], {
  get: (carrier, key) => carrier.find(([name]) => name === key)?.[1],
  keys: (carrier) => carrier.map(([name]) => name),
});
