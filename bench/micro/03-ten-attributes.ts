import type { Case } from '../case.ts';

// Literals, as keys are in programs.
const KEYS: readonly string[] = [
  'attribute.key.20ch.0',
  'attribute.key.20ch.1',
  'attribute.key.20ch.2',
  'attribute.key.20ch.3',
  'attribute.key.20ch.4',
  'attribute.key.20ch.5',
  'attribute.key.20ch.6',
  'attribute.key.20ch.7',
  'attribute.key.20ch.8',
  'attribute.key.20ch.9',
];
const VALUES: readonly string[] = Array.from({ length: 509 }, (_, index) => `a value of 20ch ${1000 + index}`);

const benchCase: Case = {
  what: 'ten attributes, keys of 20 characters, changing values of 20: start, set, end, encode',
  operations: 10_000,
  prepare: ({ tracer }) => {
    let next = 0;
    return () => {
      const span = tracer.startSpan('operation');
      for (let index = 0; index < KEYS.length; index++) {
        span.setAttribute(KEYS[index]!, VALUES[next++ % VALUES.length]);
      }
      span.end();
    };
  },
};

export default benchCase;
