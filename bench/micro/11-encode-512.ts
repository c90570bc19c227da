import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'encoding a request of 512 ended spans with 14 attributes each',
  operations: 30,
  prepare: ({ tracer, encode }) => {
    const spans = Array.from({ length: 512 }, (_, count) => {
      const span = tracer.startSpan(`GET /orders/${count % 20}`);
      for (let index = 0; index < 10; index++) span.setAttribute(`http.attribute.${index}`, `value ${index} ${count}`);
      span.setAttributes({ 'server.port': 443, 'http.response.status_code': 200, cached: count % 2 === 0, ratio: 0.5 });
      span.end();
      return span as unknown as ReadableSpan;
    });
    return () => encode(spans);
  },
};

export default benchCase;
