import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'startActiveSpan around an empty function: start, enter, leave, end, encode',
  operations: 10_000,
  prepare:
    ({ tracer }) =>
    () =>
      tracer.startActiveSpan('operation', (span) => span.end()),
};

export default benchCase;
