// Whose child a span becomes: the active span, the given context, none; and what is taken over from the parent.
const { ROOT_CONTEXT, TraceFlags, context, createTraceState, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('parents');
const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

function childOf(name, spanContext) {
  try {
    const parent = trace.setSpanContext(ROOT_CONTEXT, spanContext);
    const child = tracer.startSpan(name, {}, parent);
    print(`${name}, recording`, child.isRecording());
    const { traceFlags, traceState } = child.spanContext();
    print(`${name}, flags and state`, [traceFlags, traceState?.serialize() ?? null]);
    tracer.startSpan(`${name}, grandchild`, {}, trace.setSpan(ROOT_CONTEXT, child)).end();
    child.end();
  } catch (error) {
    print(`${name} throws`, error.name);
  }
}

childOf('sampled remote', { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
childOf('sampled local', { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
childOf('unsampled remote', { traceId, spanId, traceFlags: TraceFlags.NONE, isRemote: true });
childOf('unsampled local', { traceId, spanId, traceFlags: TraceFlags.NONE });
childOf('random flag', { traceId, spanId, traceFlags: 3, isRemote: true });
childOf('only the random flag', { traceId, spanId, traceFlags: 2, isRemote: true });
childOf('all flags', { traceId, spanId, traceFlags: 255, isRemote: true });
childOf('with trace state', {
  traceId,
  spanId,
  traceFlags: 1,
  traceState: createTraceState('b=2,a=1'),
  isRemote: true,
});
childOf('upper case ids', { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase(), traceFlags: 1 });
childOf('trace id of zeros', { traceId: '0'.repeat(32), spanId, traceFlags: 1, isRemote: true });
childOf('span id of zeros', { traceId, spanId: '0'.repeat(16), traceFlags: 1, isRemote: true });
childOf('short trace id', { traceId: 'abc', spanId, traceFlags: 1, isRemote: true });
childOf('span id that is not hex', { traceId, spanId: 'z'.repeat(16), traceFlags: 1, isRemote: true });
childOf('no flags', { traceId, spanId, isRemote: true });
childOf('empty context', {});

tracer.startActiveSpan('active', (active) => {
  tracer.startSpan('child of the active').end();
  tracer.startSpan('root within', { root: true }).end();
  tracer.startActiveSpan('active root within', { root: true }, (span) => {
    tracer.startSpan('child of the root within').end();
    span.end();
  });
  tracer.startSpan('in the root context', {}, ROOT_CONTEXT).end();
  const elsewhere = tracer.startSpan('elsewhere', {}, ROOT_CONTEXT);
  const there = trace.setSpan(ROOT_CONTEXT, elsewhere);
  tracer.startSpan('child of elsewhere', {}, there).end();
  tracer.startActiveSpan('active child of elsewhere', {}, there, (span) => {
    print('active is the new span', trace.getActiveSpan() === span);
    tracer.startSpan('grandchild of elsewhere').end();
    span.end();
  });
  elsewhere.end();
  context.with(trace.deleteSpan(context.active()), () => tracer.startSpan('span deleted from the context').end());
  print('active again', trace.getActiveSpan() === active);
  active.end();
});

const ending = (result) => (span) => {
  span.end();
  return result;
};
print('two arguments return', tracer.startActiveSpan('two', ending('two')));
print('three arguments return', tracer.startActiveSpan('three', { kind: 1 }, ending('three')));
print('four arguments return', tracer.startActiveSpan('four', { attributes: { a: 1 } }, ROOT_CONTEXT, ending('four')));
print('options undefined return', tracer.startActiveSpan('undefined', undefined, ending('three')));
print('context undefined', tracer.startActiveSpan('no context', {}, undefined, ending('four')));
print('one argument returns', tracer.startActiveSpan('one') ?? 'nothing');
for (const [name, fn] of Object.entries({ text: 'text', undefined: undefined, null: null })) {
  try {
    print(`function ${name} returns`, tracer.startActiveSpan(`function ${name}`, fn) ?? 'nothing');
  } catch (error) {
    print(`function ${name} throws`, error.name);
  }
}
try {
  tracer.startActiveSpan('throwing', (span) => {
    span.end();
    throw new RangeError('from inside');
  });
} catch (error) {
  print('throws through', error.message);
}
print('active afterwards', trace.getActiveSpan() ?? 'none');
