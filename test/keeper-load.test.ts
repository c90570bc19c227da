import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runLoad } from '../bench/keeper/load.ts';

// `pnpm bench keeper` does the same for a minute.
it('the keeper at 5,000 traces/s: every error kept, shares right, memory within its bound', async () => {
  const { traces, errors, kept, keptErrors, counted, incomplete, maxBytes, mostBytesHeld } = await runLoad(6);
  assert.deepEqual(
    { traces, errors, keptErrors, incomplete },
    { traces: 30_000, errors: 300, keptErrors: 300, incomplete: 0 },
  );
  const others = traces - errors;
  const error = Math.sqrt(others * 0.1 * 0.9);
  assert.ok(Math.abs(kept - keptErrors - others * 0.1) < 4 * error, `${kept - keptErrors} others kept`);
  assert.ok(Math.abs(counted - traces) < 40 * error, `${counted} counted`);
  assert.ok(mostBytesHeld > 0 && mostBytesHeld <= maxBytes, `${mostBytesHeld} bytes held`);
});
