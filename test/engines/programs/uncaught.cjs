// A program that dies of its own error, with spans that have ended and one that has not.
const { SpanStatusCode, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('uncaught');
tracer.startSpan('ended long before').end();
tracer.startActiveSpan('ends while dying', (span) => {
  process.on('exit', () => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'died' });
    span.end();
  });
  setTimeout(() => {
    tracer.startSpan('ended just before').end();
    tracer.startSpan('never ends');
    throw new Error('dies');
  }, 1);
});
