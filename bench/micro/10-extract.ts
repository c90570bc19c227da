import { context, defaultTextMapGetter } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'a remote parent: extract traceparent and tracestate, start a span',
  operations: 20_000,
  prepare: ({ tracer, propagator }) => {
    const root = context.active();
    const headers = {
      host: 'shop.example.com',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'ot=th:8;rv:d29d6a7215ced0,congo=t61rcWkgMzE',
    };
    return () => tracer.startSpan('GET', {}, propagator.extract(root, headers, defaultTextMapGetter));
  },
};

export default benchCase;
