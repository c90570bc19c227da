import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runProgram } from './support/program.ts';

describe('OTEL_SDK_DISABLED=true', () => {
  it('loads nothing but the entry, opens no socket, starts no timer, listens to nothing', async () => {
    const ended = await runProgram(fixture('what-is-loaded.cjs'), { env: { OTEL_SDK_DISABLED: 'TRUE ' } });
    const seen = JSON.parse(ended.stdout);
    assert.deepEqual(seen.files, ['packages/register/dist/index.cjs', 'test/fixtures/what-is-loaded.cjs']);
    assert.deepEqual(seen.resources, []);
    assert.deepEqual(seen.listeners, []);
    assert.equal(seen.api, false);
    assert.equal(ended.stderr, '');
  });

  it('still registers the propagators of OTEL_PROPAGATORS', async () => {
    const ended = await runProgram(fixture('inject.cjs'), {
      env: { OTEL_SDK_DISABLED: 'true', OTEL_PROPAGATORS: 'b3' },
    });
    assert.deepEqual(JSON.parse(ended.stdout), {
      b3: '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
    });
    assert.equal(ended.stderr, '');
  });
});
