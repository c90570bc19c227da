import { context, trace } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'context.with(trace.setSpan(context.active(), span), fn)',
  operations: 50_000,
  prepare: ({ tracer }) => {
    const span = tracer.startSpan('operation');
    let calls = 0;
    const fn = (): number => calls++;
    return () => context.with(trace.setSpan(context.active(), span), fn);
  },
};

export default benchCase;
