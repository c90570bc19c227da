import { context, trace } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'context.with(ready, fn): entering a context that exists',
  operations: 50_000,
  prepare: ({ tracer }) => {
    const ready = trace.setSpan(context.active(), tracer.startSpan('operation'));
    let calls = 0;
    const fn = (): number => calls++;
    return () => context.with(ready, fn);
  },
};

export default benchCase;
