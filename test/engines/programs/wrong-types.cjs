// Names, events and links that are not what the types ask for. A program in JavaScript can have them by accident.
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('wrong-types');

function span(name, then, options) {
  try {
    const made = tracer.startSpan(name, options);
    then?.(made);
    made.end();
  } catch (error) {
    console.log(`${String(name)}: throws ${error.name}`);
  }
}

for (const wrong of [undefined, null, 5, true, {}, ['list'], () => 1, Symbol('s')]) {
  const attributes = { asked: `a ${typeof wrong}, ${String(wrong)}` };
  span(wrong, undefined, { attributes });
  span('before', (made) => made.updateName(wrong), { attributes: { renamed: true, ...attributes } });
  span(`event named ${String(wrong)}`, (made) => made.addEvent(wrong));
  span(`event with attributes ${String(wrong)}`, (made) => made.addEvent('event', wrong));
}

for (const wrong of [undefined, null, 5, {}, 'INTERNAL', 7, -1]) {
  span(`kind ${String(wrong)}`, undefined, { kind: wrong });
}
for (const wrong of [undefined, null, {}, { context: null }, { context: {} }, 'link']) {
  const shown = JSON.stringify(wrong);
  span(`link ${shown} at the start`, undefined, { links: [wrong] });
  span(`link ${shown} added`, (made) => made.addLink(wrong));
}
for (const wrong of [
  { traceId: 'xyz' },
  { traceId: 'ab' },
  { spanId: 'ABABABABABABABAB' },
  { traceFlags: 'one' },
  { traceFlags: 300 },
]) {
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1, ...wrong };
  span(`link with ${JSON.stringify(wrong)}`, (made) => made.addLink({ context }));
}
for (const wrong of [null, 'links', 5, {}]) {
  span(`links ${JSON.stringify(wrong)}`, undefined, { links: wrong });
  span(`addLinks ${JSON.stringify(wrong)}`, (made) => made.addLinks(wrong));
}
for (const wrong of [undefined, null, {}, { code: 7 }, { code: 'ERROR' }, 'ERROR']) {
  span(`status ${JSON.stringify(wrong)}`, (made) => made.setStatus(wrong));
}
for (const wrong of ['attributes', 5, null, ['a']]) {
  span(`attributes ${JSON.stringify(wrong)}`, undefined, { attributes: wrong });
}
span('options null', undefined, null);
span('options text', undefined, 'options');
for (const wrong of [null, 5, 'context', {}]) {
  try {
    tracer.startSpan(`context ${JSON.stringify(wrong)}`, {}, wrong).end();
  } catch (error) {
    console.log(`context ${JSON.stringify(wrong)}: throws ${error.name}`);
  }
}

const scopes = {
  'name undefined': [undefined],
  'name null': [null],
  'name is a number': [5],
  'version is a number': ['scope', 5],
  'schema is a number': ['scope', '1.0.0', { schemaUrl: 5 }],
};
for (const [name, args] of Object.entries(scopes)) {
  try {
    trace
      .getTracer(...args)
      .startSpan(`scope: ${name}`)
      .end();
  } catch (error) {
    console.log(`scope ${name}: throws ${error.name}`);
  }
}
