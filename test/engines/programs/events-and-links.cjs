// Events and links: given at the start, added later, more than are kept, with attributes of all kinds, or wrong.
const { createTraceState, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('events-and-links');
const other = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const attributes = {
  text: 'a',
  '': 'empty key',
  number: 1,
  half: 1.5,
  yes: true,
  null: null,
  list: [1, 2],
  strings: ['a', null, 'c'],
  mixed: [1, 'a'],
  nested: [[1]],
  bytes: new Uint8Array([1, 2]),
  map: { a: 1 },
  function: () => 1,
  undefined: undefined,
  long: 'long text'.repeat(10),
};

function span(name, then, options) {
  const made = tracer.startSpan(name, options);
  try {
    then?.(made);
  } catch (error) {
    console.log(`${name}: throws ${error.name}`);
  }
  made.end();
  return made;
}

span('events', (made) => {
  made.addEvent('plain').addEvent('').addEvent('attributes', attributes).addEvent('unicode ☃ \ud800');
  made.addEvent('none', undefined).addEvent('null', null).addEvent('empty', {});
});
span('many events', (made) => {
  for (let i = 0; i < 200; i++) made.addEvent(`event ${i}`, { i });
});
span('event with many attributes', (made) => {
  made.addEvent('event', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`n${i}`, i])));
});

const linked = span('linked');
span('links at the start', undefined, {
  links: [
    { context: linked.spanContext() },
    { context: other, attributes },
    { context: { ...other, traceState: createTraceState('a=1,b=2'), isRemote: true }, attributes: {} },
    { context: { ...other, traceFlags: 0, isRemote: false } },
    { context: { ...other, traceFlags: 255 } },
  ],
});
span('links added', (made) => {
  made.addLink({ context: linked.spanContext(), attributes: { a: 1 } });
  made.addLinks([{ context: other }, { context: other, attributes, droppedAttributesCount: 3 }]);
  made.addLinks([]);
});
span('itself linked', (made) => made.addLink({ context: made.spanContext() }));
span('invalid context linked', (made) => {
  made.addLink({
    context: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 },
    attributes: { why: 'the specification allows it' },
  });
});
span('links given and added', (made) => made.addLink({ context: other, attributes: { third: true } }), {
  links: [
    { context: other, attributes: { first: true } },
    { context: other, attributes: { second: true } },
  ],
});
span('many links', (made) => {
  for (let i = 0; i < 200; i++) made.addLink({ context: other, attributes: { i } });
});
span('many links at the start', undefined, {
  links: Array.from({ length: 200 }, (_, i) => ({ context: other, attributes: { i } })),
});
span('link with many attributes', (made) => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`n${i}`, i]));
  made.addLink({ context: other, attributes: many });
});
span('link changed afterwards', (made) => {
  const context = { ...other };
  const changing = { a: 1 };
  made.addLink({ context, attributes: changing });
  changing.a = 2;
});
span('links none', undefined, { links: undefined });
span('links empty', undefined, { links: [] });
