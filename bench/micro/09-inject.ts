import { context, defaultTextMapSetter, trace } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'traceparent of a new child span: start, inject',
  operations: 20_000,
  prepare: ({ tracer, propagator }) => {
    const parent = trace.setSpan(context.active(), tracer.startSpan('parent'));
    return () => {
      const headers: Record<string, string> = {};
      const active = trace.setSpan(parent, tracer.startSpan('GET', {}, parent));
      propagator.inject(active, headers, defaultTextMapSetter);
      return headers;
    };
  },
};

export default benchCase;
