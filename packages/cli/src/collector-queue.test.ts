import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setDamagedAside } from './collector-queue.ts';

// What files of the collector's own look like after damage: test/backends/faults-queue.test.ts.
describe('files of queues before a start', () => {
  const rows: { what: string; name: string; make(path: string): void; isSetAside: boolean }[] = [
    { what: 'a new file', name: 'exporter_otlp_http_backend_logs', make: empty, isSetAside: false },
    { what: 'text', name: 'exporter_otlp_http_backend_logs', make: text, isSetAside: true },
    { what: 'text under a long name', name: 'f'.repeat(64), make: text, isSetAside: true },
    { what: 'a directory', name: 'exporter_kafka__traces', make: mkdirSync, isSetAside: true },
    { what: 'the log of remote write', name: 'remote-write', make: mkdirSync, isSetAside: false },
    { what: 'a stranger', name: 'notes.txt', make: text, isSetAside: false },
    { what: 'what the collector set aside', name: 'exporter_a__logs.1.backup', make: text, isSetAside: false },
    { what: 'what we set aside', name: 'exporter_a__logs.1.damaged', make: text, isSetAside: false },
  ];
  for (const { what, name, make, isSetAside } of rows) {
    it(`${what}: ${isSetAside ? 'is set aside' : 'stays'}`, async (t) => {
      const directory = temporary(t);
      make(join(directory, name));
      assert.equal(await setDamagedAside(directory), true);
      const [left, ...more] = readdirSync(directory);
      assert.deepEqual(more, []);
      assert.match(left!, isSetAside ? new RegExp(`^${name}\\.\\d{8}T[\\d.]+Z\\.damaged$`) : new RegExp(`^${name}$`));
    });
  }

  it('a file that a running collector writes to: stays', async (t) => {
    const directory = temporary(t);
    const path = join(directory, 'exporter_otlp_http_backend_logs');
    text(path);
    const writing = setInterval(() => text(path), 100);
    t.after(() => clearInterval(writing));
    assert.equal(await setDamagedAside(directory), true);
    assert.deepEqual(readdirSync(directory), ['exporter_otlp_http_backend_logs']);
  });

  it('no directory yet: is fine', async () => assert.equal(await setDamagedAside('/does/not/exist'), true));
});

function temporary(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'spanwise-queue-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function empty(path: string): void {
  writeFileSync(path, '');
}

function text(path: string): void {
  writeFileSync(path, 'no database\n'.repeat(1000));
}
