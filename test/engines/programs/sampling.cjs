// What a sampler decides, about roots and about the children of parents with known ids and flags.
const { ROOT_CONTEXT, context, createTraceState, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('sampling');
const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);

// The ratio looks at the trace id, which the program gives by its parents; a root's would be random.
const traceIds = {
  low: '00000000000000010000000000000001',
  high: 'fffffffffffffffffffffffffffffffe',
  middle: '7fffffffffffffff8000000000000001',
  lowLow: 'ffffffffffffffff0000000000000001',
  other: '4bf92f3577b34da6a3ce929d0e0e4736',
};
for (const [id, traceId] of Object.entries(traceIds)) {
  for (const isRemote of [true, false]) {
    for (const traceFlags of [0, 1]) {
      const name = `${id}, ${isRemote ? 'remote' : 'local'}, ${traceFlags ? 'sampled' : 'unsampled'}`;
      const traceState = createTraceState('vendor=value');
      const parent = { traceId, spanId: '00f067aa0ba902b7', traceFlags, isRemote, traceState };
      const span = tracer.startSpan(name, {}, trace.setSpanContext(ROOT_CONTEXT, parent));
      const made = span.spanContext();
      print(name, [span.isRecording(), made.traceFlags & 1, made.traceId === traceId, made.traceState?.serialize()]);
      const child = tracer.startSpan(`${name}, child`, {}, trace.setSpan(ROOT_CONTEXT, span));
      print(`${name}, child`, [child.isRecording(), child.spanContext().spanId !== made.spanId]);
      child.end();
      span.end();
    }
  }
}
const ratio = process.env.OTEL_TRACES_SAMPLER_ARG;
if (ratio === undefined || ratio === '0' || ratio === '1') {
  tracer.startActiveSpan('root', { attributes: { 'sampling.priority': 1 } }, (root) => {
    print('root', [root.isRecording(), root.spanContext().traceFlags & 1]);
    tracer.startSpan('child').end();
    tracer.startSpan('root within', { root: true }).end();
    root.end();
  });
  print('active afterwards', trace.getSpan(context.active()) ?? 'none');
}
