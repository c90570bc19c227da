import { context, SpanKind, trace } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'a child of the active span with three attributes: start, end, encode',
  operations: 10_000,
  prepare: ({ tracer }) => {
    const parent = tracer.startSpan('parent');
    const active = trace.setSpan(context.active(), parent);
    return () => {
      const attributes = { 'db.system.name': 'postgresql', 'db.namespace': 'shop', 'server.port': 5432 };
      tracer.startSpan('SELECT', { kind: SpanKind.CLIENT, attributes }, active).end();
    };
  },
};

export default benchCase;
