import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'a span without attributes: start, end, encode',
  operations: 20_000,
  prepare:
    ({ tracer }) =>
    () =>
      tracer.startSpan('operation').end(),
};

export default benchCase;
