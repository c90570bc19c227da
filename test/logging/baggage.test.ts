import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/baggage.cjs', import.meta.url));

const rows: [names: string, baggage: RegExp][] = [
  ['', /^none$/],
  ['correlation.id', /^correlation.id=c%201$/],
  ['operation.name,user.hash', /^operation.name=checkout,user.hash=[0-9a-f]{64}$/],
];

describe('SPANWISE_LOG_BAGGAGE', { concurrency: 2 }, () => {
  for (const [names, baggage] of rows) {
    it(`'${names}': services that are called are told no more`, async () => {
      const env = { SPANWISE_LOG_BAGGAGE: names, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
      const { stdout, stderr } = await runProgram(program, { env });
      assert.equal(stderr, '');
      assert.match(stdout.trim(), baggage);
    });
  }
});
