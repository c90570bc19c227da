import type { Case } from '../case.ts';

const KEYS: readonly string[] = Array.from({ length: 10 }, (_, index) => `attribute.key.20ch.${index}`);
const VALUES: readonly string[] = Array.from({ length: 5000 }, (_, index) => `a value of 20ch ${1000 + index}`);

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
