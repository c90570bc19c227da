import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';
const rows: [propagators: string | undefined, headers: Record<string, string>][] = [
  [undefined, { traceparent: `00-${trace}-${span}-01` }],
  ['tracecontext', { traceparent: `00-${trace}-${span}-01` }],
  ['b3', { b3: `${trace}-${span}-1` }],
  ['b3multi', { 'x-b3-traceid': trace, 'x-b3-spanid': span, 'x-b3-sampled': '1' }],
  ['tracecontext,b3', { traceparent: `00-${trace}-${span}-01`, b3: `${trace}-${span}-1` }],
  ['xray', { 'x-amzn-trace-id': `Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=${span};Sampled=1` }],
  ['jaeger', { 'uber-trace-id': `${trace}:${span}:0:01` }],
  ['ottrace', { 'ot-tracer-traceid': trace.slice(16), 'ot-tracer-spanid': span, 'ot-tracer-sampled': 'true' }],
  ['none', {}],
];

describe('OTEL_PROPAGATORS', { concurrency: 3 }, () => {
  for (const [propagators, headers] of rows) {
    it(propagators ?? 'not set', async () => {
      const env: Record<string, string> = propagators === undefined ? {} : { OTEL_PROPAGATORS: propagators };
      const { stdout, stderr } = await collect('inject.cjs', { env });
      assert.deepEqual([JSON.parse(stdout), stderr], [headers, '']);
    });
  }
});
