// Scopes: names, versions and schemas of tracers, also of one that was asked for before anything else.
const { ProxyTracerProvider, trace } = require('@opentelemetry/api');

const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);
const schemaUrl = 'https://opentelemetry.io/schemas/1.37.0';

const tracers = {
  'name only': ['scope'],
  'name and version': ['scope', '1.0.0'],
  'another version': ['scope', '2.0.0'],
  schema: ['scope', '1.0.0', { schemaUrl }],
  'schema without version': ['scope', undefined, { schemaUrl }],
  'empty name': [''],
  'empty version': ['scope', ''],
  'name of all alphabets': ['náměstí 広場 🏛 \udc00', 'β'],
  'unknown option': ['scope', '1.0.0', { attributes: { a: 1 } }],
  'options null': ['scope', '1.0.0', null],
  'long name': ['s'.repeat(1000)],
};
for (const [name, args] of Object.entries(tracers)) {
  try {
    trace
      .getTracer(...args)
      .startSpan(name)
      .end();
  } catch (error) {
    print(`${name} throws`, error.name);
  }
}
const provider = trace.getTracerProvider();
print('provider is a proxy', provider instanceof ProxyTracerProvider);
provider.getTracer('from the provider').startSpan('from the provider').end();

const { startSpan, startActiveSpan } = trace.getTracer('scope');
for (const [name, call] of Object.entries({
  startSpan: () => startSpan('without this'),
  startActiveSpan: () => startActiveSpan('without this', () => {}),
})) {
  try {
    call();
    print(`${name} without this`, 'works');
  } catch (error) {
    print(`${name} without this throws`, error.name);
  }
}

const late = new ProxyTracerProvider();
const tracer = late.getTracer('before the provider');
const unseen = tracer.startSpan('unseen');
print('recording before the provider', unseen.isRecording());
unseen.end();
late.setDelegate(provider);
tracer.startSpan('after the provider').end();
