// Parts of the program that are not to be traced, and what a library of the same SDK does to make them so.
const { context, createContextKey, propagation, trace } = require('@opentelemetry/api');

const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);
// The key that suppressTracing of @opentelemetry/core sets.
const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const tracer = trace.getTracer('suppressed');

tracer.startActiveSpan('outside', (outside) => {
  context.with(context.active().setValue(suppressed, true), () => {
    const span = tracer.startSpan('unseen');
    print('recording', span.isRecording());
    print('span context', span.spanContext());
    span.end();
    tracer.startActiveSpan('unseen too', (active) => {
      print('active span context', trace.getActiveSpan()?.spanContext());
      context.with(context.active().deleteValue(suppressed), () => tracer.startSpan('seen again').end());
      active.end();
    });
    const headers = {};
    propagation.inject(context.active(), headers);
    print('injected', headers);
  });
  context.with(context.active().setValue(suppressed, false), () => tracer.startSpan('seen').end());
  outside.end();
});
