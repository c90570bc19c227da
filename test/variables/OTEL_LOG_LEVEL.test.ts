import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

describe('OTEL_LOG_LEVEL', { concurrency: 3 }, () => {
  it('debug: what upstream says goes to stderr, never to stdout', async () => {
    const { stdout, stderr, spans } = await collect('ways-to-end.cjs', {
      args: ['empty loop'],
      env: { OTEL_LOG_LEVEL: 'debug' },
    });
    assert.equal(stdout, 'done\nexit handler: 0\n');
    assert.match(stderr, /^\[spanwise\] \[debug\] /m);
    assert.equal(spans.length, 1);
  });

  it('none: not a word, whatever happens', async () => {
    const { stderr, code } = await collect(
      'ways-to-end.cjs',
      { args: ['process.exit'], env: { OTEL_LOG_LEVEL: 'none', OTEL_TRACES_SAMPLER: 'sometimes' } },
      { status: 401 },
    );
    assert.deepEqual([stderr, code], ['', 3]);
  });
});
