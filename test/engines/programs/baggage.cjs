// Baggage: made, changed, read from headers that are good and bad, and written to others.
const { ROOT_CONTEXT, baggageEntryMetadataFromString, context, propagation, trace } = require('@opentelemetry/api');

const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);

function shown(baggage) {
  return (
    baggage?.getAllEntries().map(([key, { value, metadata }]) => [key, value, metadata?.toString() ?? null]) ?? 'none'
  );
}

const long = 'v'.repeat(4000);
const headers = {
  one: 'tenant=blue',
  several: 'tenant=blue,region=eu,plan=free',
  blanks: ' tenant = blue ,\tregion=eu ; ttl = 5 ',
  properties: 'tenant=blue;ttl=5;secret,region=eu;a=b',
  'empty properties': 'tenant=blue;,region=eu;;',
  'percent-coded': 'tenant=blue%20%26%20green,%C3%A9=%E2%82%AC',
  'percent-coded separators': 'a=1%2C2%3B3%3D4',
  'percent sign alone': 'a=100%,b=2',
  'percent sign broken': 'a=%zz,b=2',
  'percent-coded no UTF-8': 'a=%ff,b=2',
  'equals sign in the value': 'a=b=c',
  'no value': 'a=,b=2',
  'no equals sign': 'a,b=2',
  'no key': '=1,b=2',
  'empty members': ',a=1,,b=2,',
  'same key twice': 'a=1,b=2,a=3',
  unicode: 'a=ž,klíč=1',
  quotes: 'a="quoted",b=2',
  'plus sign': 'a=1+2',
  'odd keys': 'a!#$&*b=1,a b=2,a(b=3',
  __proto__: 'x=1',
  'key __proto__': '__proto__=1,constructor=2,b=3',
  empty: '',
  blank: ' ',
  '64 members': Array.from({ length: 64 }, (_, i) => `k${i}=v`).join(),
  '180 members': Array.from({ length: 180 }, (_, i) => `k${i}=v`).join(),
  '200 members': Array.from({ length: 200 }, (_, i) => `k${i}=v`).join(),
  'a member of 4096': `a=${'v'.repeat(4094)},b=2`,
  'a member of 4097': `a=${'v'.repeat(4095)},b=2`,
  'just under 8192': `a=${long},b=${long},c=${'v'.repeat(180)}`,
  'over 8192': `a=${long},b=${long},c=${long},d=1`,
};
for (const [name, baggage] of Object.entries(headers)) {
  const extracted = propagation.extract(ROOT_CONTEXT, { baggage });
  print(name, shown(propagation.getBaggage(extracted)));
  const again = {};
  propagation.inject(extracted, again);
  print(`${name}, injected`, again);
}
for (const [name, baggage] of Object.entries({ list: ['a=1', 'b=2,a=3'], 'empty list': [], number: 5, null: null })) {
  try {
    print(`header ${name}`, shown(propagation.getBaggage(propagation.extract(ROOT_CONTEXT, { baggage }))));
  } catch (error) {
    print(`header ${name} throws`, error.name);
  }
}

const made = propagation.createBaggage({
  tenant: { value: 'blue & green, red; all=1' },
  'key with blanks, and more': { value: '€' },
  'with metadata': { value: '1', metadata: baggageEntryMetadataFromString('ttl=5;secret') },
  empty: { value: '' },
});
const changed = made.setEntry('added', { value: 'later' }).removeEntry('empty').setEntry('tenant', { value: 'red' });
print('made', shown(made));
print('changed', shown(changed));
print('entry', changed.getEntry('tenant'));
print('no entry', changed.getEntry('nothing') ?? 'undefined');
print('removed', shown(changed.removeEntries('added', 'tenant')));
print('cleared', shown(changed.clear()));
for (const [name, baggage] of Object.entries({ made, changed, cleared: changed.clear() })) {
  const carrier = {};
  propagation.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), carrier);
  print(`${name}, injected`, carrier);
}
for (const value of ['\ud800', 'a\nb', 'x'.repeat(10_000)]) {
  const carrier = {};
  try {
    propagation.inject(
      propagation.setBaggage(
        ROOT_CONTEXT,
        propagation.createBaggage({ first: { value: '1' }, odd: { value }, last: { value: '2' } }),
      ),
      carrier,
    );
    print(`injected value ${JSON.stringify(value.slice(0, 5)).replaceAll(':', '')}`, carrier);
  } catch (error) {
    print(`injected value ${JSON.stringify(value.slice(0, 5))} throws`, error.name);
  }
}
context.with(propagation.setBaggage(context.active(), changed), async () => {
  await null;
  print('active', shown(propagation.getActiveBaggage()));
  trace.getTracer('baggage').startActiveSpan('inside', (span) => {
    print('with a span', shown(propagation.getActiveBaggage()));
    span.end();
  });
});
