import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runLoggingLoad } from '../../bench/logging/run.ts';

// `pnpm bench logging` does the same for a minute, where nothing else runs.
it('5,000 lines a second to a file and over OTLP: none is lost, calls are short, no memory is kept', async () => {
  const { lines, inFile, atCollector, callMillis, heapBytes } = await runLoggingLoad(6);
  assert.deepEqual({ inFile, atCollector }, { inFile: lines, atCollector: lines });
  assert.ok(lines > 30_000);
  assert.ok(callMillis.p99 < 1, `p99 ${callMillis.p99} ms`);
  assert.ok(heapBytes.last - heapBytes.first < 8 * 2 ** 20, JSON.stringify(heapBytes));
});
