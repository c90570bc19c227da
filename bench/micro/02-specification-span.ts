import type { Case } from '../case.ts';

// https://github.com/open-telemetry/opentelemetry-specification/blob/main/specification/performance-benchmark.md
const benchCase: Case = {
  what: "the specification's span: an integer attribute and an event; start, end, encode",
  operations: 10_000,
  prepare:
    ({ tracer }) =>
    () => {
      const span = tracer.startSpan('operation', { attributes: { 'key.integer': 4_294_967_296 } });
      span.addEvent('event');
      span.end();
    },
};

export default benchCase;
