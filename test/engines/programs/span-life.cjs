// What a span does before, at and after its end, and the spans that record nothing.
const { INVALID_SPAN_CONTEXT, SpanKind, SpanStatusCode, context, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('span-life', '1.2.3');
const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);

for (const [name, kind] of Object.entries(SpanKind).filter(([, kind]) => typeof kind === 'number')) {
  tracer.startSpan(`kind ${name}`, { kind }).end();
}
tracer.startSpan('').end();
tracer.startSpan('n'.repeat(2000)).end();
tracer.startSpan('jméno 名前 🔭 \ud800').end();

const renamed = tracer.startSpan('before');
renamed.updateName('between').updateName('after');
renamed.end();

const ended = tracer.startSpan('ended', { attributes: { before: 1 } });
print('recording before the end', ended.isRecording());
ended.end();
print('recording after the end', ended.isRecording());
const after = {
  setAttribute: () => ended.setAttribute('after', 1),
  setAttributes: () => ended.setAttributes({ after: 1 }),
  addEvent: () => ended.addEvent('after'),
  addLink: () => ended.addLink({ context: ended.spanContext() }),
  addLinks: () => ended.addLinks([{ context: ended.spanContext() }]),
  setStatus: () => ended.setStatus({ code: SpanStatusCode.ERROR }),
  updateName: () => ended.updateName('after'),
  recordException: () => ended.recordException(new Error('after')),
  end: () => ended.end(),
};
for (const [method, call] of Object.entries(after)) {
  const result = call();
  print(`${method} after the end returns`, result === ended ? 'the span' : (result ?? 'nothing'));
}

const chained = tracer.startSpan('chained');
print(
  'calls return the span',
  chained.setAttribute('a', 1).setAttributes({ b: 2 }).addEvent('e').addLinks([]).updateName('chained on') === chained,
);
chained.end();

const child = tracer.startSpan('child of an ended span', {}, trace.setSpan(context.active(), ended));
child.end();

tracer.startSpan('never ended');

const identity = tracer.startSpan('identity');
const spanContext = identity.spanContext();
print('span context', spanContext);
print('span context is the same object', identity.spanContext() === spanContext);
print('trace state', identity.spanContext().traceState ?? 'none');
print('is remote', identity.spanContext().isRemote ?? 'not said');
identity.end();

const wrapped = trace.wrapSpanContext(identity.spanContext());
print('wrapped is recording', wrapped.isRecording());
wrapped.setAttribute('a', 1).addEvent('e').setStatus({ code: SpanStatusCode.ERROR }).updateName('renamed');
wrapped.recordException(new Error('unseen'));
wrapped.end();
print('wrapped has the same context', wrapped.spanContext() === identity.spanContext());
tracer.startSpan('child of a wrapped context', {}, trace.setSpan(context.active(), wrapped)).end();

const invalid = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
print('invalid context', invalid.spanContext());
tracer.startSpan('child of an invalid context', {}, trace.setSpan(context.active(), invalid)).end();

for (let i = 0; i < 3; i++) {
  tracer.startActiveSpan('repeated', (span) => {
    tracer.startSpan(`inside ${i}`).end();
    span.end();
  });
}
