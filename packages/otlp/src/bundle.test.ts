import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'tsdown';
import { startGrpcReceiver } from '../test-support/grpc-receiver.ts';
import { runProgram } from '../test-support/program.ts';
import { startReceiver } from '../test-support/receiver.ts';
import { destinationsAt, idsIn } from '../test-support/sender.ts';

const folder = mkdtempSync(join(tmpdir(), 'otlp-bundle-'));
const module = join(folder, 'preload.cjs');
const program = `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);`;

before(async () => {
  const entries: Record<string, string>[] = [{ preload: 'src/index.ts' }, { 'exit-worker': 'src/exit-worker.ts' }];
  for (const entry of entries) {
    await build({
      config: false,
      cwd: join(import.meta.dirname, '..'),
      entry,
      outDir: folder,
      format: 'cjs',
      target: 'node22.15',
      minify: true,
      clean: false,
      dts: false,
      fixedExtension: true,
      logLevel: 'silent',
    });
  }
});

after(() => rmSync(folder, { recursive: true }));

test('as part of a CommonJS bundle the sender finds the worker beside it', async () => {
  await using http = await startReceiver();
  const overHttp = await runProgram(program, { module, sender: { destinations: destinationsAt(http.url) } });
  assert.equal(overHttp.flush?.ok, true, overHttp.flush?.lines.join());
  assert.deepEqual(idsIn(http.requests[0]!.body), [1]);
  await using grpc = await startGrpcReceiver();
  const destinations = destinationsAt(grpc.url, { protocol: 'grpc' });
  const overGrpc = await runProgram(program, { module, sender: { destinations } });
  assert.equal(overGrpc.flush?.ok, true, overGrpc.flush?.lines.join());
});

test('loading it and taking bodies loads no network, compression or worker module', async () => {
  const { stdout } = await runProgram(
    `${program}
     const loaded = process.moduleLoadList.map((name) => name.split(' ').at(-1));
     console.log(loaded.filter((name) => /^(net|tls|http|https|http2|_http_client|zlib|dns)$/.test(name)).join());`,
    { module, sender: { destinations: destinationsAt('http://127.0.0.1:1') } },
  );
  assert.equal(stdout, '\n');
});

test('without its worker it says so at once', async () => {
  rmSync(join(folder, 'exit-worker.cjs'));
  assert.ok(existsSync(module));
  const { flush, code, stderr } = await runProgram(program, {
    module,
    sender: { destinations: destinationsAt('http://127.0.0.1:1') },
  });
  assert.equal(code, 0);
  assert.equal(stderr, '');
  assert.equal(flush?.ok, false);
  assert.ok(flush.millis < 500);
  assert.match(flush.lines.join(), /exit-worker\.cjs is missing; lost: 1 span\.$/);
});
