import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collect } from '../support/collect.ts';

it('SPANWISE_QUEUE_BYTES: the oldest are dropped at the limit, and the loss is told', async () => {
  const { spans, stderr } = await collect('many-spans.cjs', {
    args: ['20000'],
    env: { SPANWISE_QUEUE_BYTES: '256KiB' },
  });
  assert.ok(spans.length > 1000 && spans.length < 20_000, `${spans.length} spans`);
  assert.equal(spans.at(-1)?.name, 'span 19999');
  assert.match(stderr, /^\[spanwise\] [^\n]*SPANWISE_QUEUE_BYTES[^\n]*\n$/);
});
