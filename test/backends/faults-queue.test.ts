import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closedPort, startCollector } from '../support/collector.ts';
import { arrived } from './arrived.ts';
import { type Load, startLoad } from './load.ts';
import { startOtelcol } from './servers/collector.ts';

const configs = ['gateway.yaml', 'sampling/none.yaml', 'backends/otlp.yaml'];
const bin = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url));
const pageBytes = 4096;

/** What happens to the file of a queue, and what is said of it; undefined where the collector itself starts with it. */
const damages: readonly { what: string; damage(path: string): void; says?: RegExp; isRecreated?: true }[] = [
  { what: 'empty', damage: (path) => truncateSync(path) },
  { what: 'old state lost', damage: (path) => overwrite(path, olderMeta, pageBytes) },
  { what: 'newest state lost', damage: (path) => overwrite(path, newestMeta, pageBytes) },
  {
    what: 'both first pages lost',
    damage: (path) => overwrite(path, () => 0, 2 * pageBytes),
    says: /no whole first page/,
  },
  {
    what: 'its beginning zeros',
    damage: (path) => overwrite(path, () => 0, 4 * pageBytes, 0),
    says: /no whole first page/,
  },
  {
    what: 'the root of its tree another page',
    damage: turnRoot,
    says: /page \d+ is of no known kind/,
    isRecreated: true,
  },
  { what: 'the root of its tree lost', damage: (path) => overwrite(path, rootPage, pageBytes), says: /is overwritten/ },
  {
    what: 'all behind the first pages lost',
    damage: (path) => overwrite(path, () => 2 * pageBytes),
    says: /is overwritten/,
  },
  {
    what: 'all behind the first pages zeros',
    damage: (path) => overwrite(path, () => 2 * pageBytes, undefined, 0),
    says: /is overwritten/,
  },
  { what: 'cut off behind the first pages', damage: (path) => truncateSync(path, 2 * pageBytes), says: /is cut off/ },
  {
    what: 'cut off in the first page',
    damage: (path) => truncateSync(path, 100),
    says: /is cut off|no whole first page/,
  },
  {
    what: 'something else',
    damage: (path) => writeFileSync(path, 'no database\n'.repeat(1000)),
    says: /no whole first page/,
  },
  { what: 'a directory', damage: toDirectory, says: /is not a file/ },
  { what: 'without permissions', damage: (path) => chmodSync(path, 0) },
];

describe('a damaged file of a queue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-damage-'));
  const whole = join(folder, 'whole');
  let file: string;
  let load: Load;
  let port: number;
  const env = () => ({ BACKEND_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  before(async () => {
    port = await closedPort();
    mkdirSync(whole);
    const gateway = await startOtelcol({ configs, queueDirectory: whole, env: env() });
    load = startLoad({ url: gateway.url, service: 'damaged', rate: 400 });
    await sleep(2000);
    await load.stop();
    await gateway.stop('SIGKILL');
    file = readdirSync(whole).find((name) => name.endsWith('_logs'))!;
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { what, damage, says, isRecreated } of damages) {
    it(`${what}: the collector starts, and the file is kept`, async (t) => {
      const queueDirectory = join(folder, what);
      cpSync(whole, queueDirectory, { recursive: true });
      damage(join(queueDirectory, file));
      if (says !== undefined) await startAlone(queueDirectory, isRecreated);

      const check = spawnSync(process.execPath, [
        '--conditions=@spanwise/source',
        bin,
        'collector',
        'queue',
        queueDirectory,
      ]);
      assert.equal(check.status, 0);
      const aside = readdirSync(queueDirectory).filter((name) => name.endsWith('.damaged'));
      if (says === undefined) {
        assert.equal(String(check.stderr), '');
        assert.deepEqual(aside, []);
      } else {
        assert.match(String(check.stderr), says);
        assert.equal(aside.length, 1);
        assert.ok(aside[0]!.startsWith(file));
      }

      const receiver = await startCollector({ port });
      t.after(() => receiver.close());
      const gateway = await startOtelcol({ configs, queueDirectory, env: env() });
      t.after(() => gateway.stop());
      const repaired = startLoad({ url: gateway.url, service: 'repaired', rate: 200 });
      t.after(() => repaired.abandon());
      await sleep(500);
      await repaired.stop();
      await arrived(repaired.acknowledged, receiver, 'repaired');
      // The other queues are whole.
      await arrived({ ...load.acknowledged, logs: new Set() }, receiver, 'damaged');
    });
  }
});

/** What the collector's own `recreate` does: the file is kept as *.backup, or the collector ends. */
async function startAlone(queueDirectory: string, isRecreated = false): Promise<void> {
  const copy = `${queueDirectory} alone`;
  cpSync(queueDirectory, copy, { recursive: true });
  const starting = startOtelcol({
    configs,
    queueDirectory: copy,
    env: { BACKEND_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  });
  if (!isRecreated) return assert.rejects(starting, /Error: /);
  const collector = await starting;
  await collector.stop('SIGKILL');
  assert.equal(readdirSync(copy).filter((name) => name.endsWith('.backup')).length, 1);
}

/** Overwrites bytes from a place on, to the end unless told how many; with a pattern unless told another byte. */
function overwrite(path: string, from: (bytes: Buffer) => number, length?: number, fill = 0xa5): void {
  const bytes = readFileSync(path);
  const start = from(bytes);
  bytes.fill(fill, start, length === undefined ? undefined : start + length);
  writeFileSync(path, bytes);
}

// The first two pages of bbolt are the old and the new state, each with the id of the tree's root at 32 and the number of
// its transaction at 64. https://github.com/etcd-io/bbolt/blob/main/internal/common/meta.go
function newestMeta(bytes: Buffer): number {
  return bytes.readBigUInt64LE(64) > bytes.readBigUInt64LE(pageBytes + 64) ? 0 : pageBytes;
}

function olderMeta(bytes: Buffer): number {
  return pageBytes - newestMeta(bytes);
}

function rootPage(bytes: Buffer): number {
  return Number(bytes.readBigUInt64LE(newestMeta(bytes) + 32)) * pageBytes;
}

/** The root says that it is a list of free pages: a page starts with its id (8 bytes) and kind (2). */
function turnRoot(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt16LE(0x10, rootPage(bytes) + 8);
  writeFileSync(path, bytes);
}

function toDirectory(path: string): void {
  rmSync(path);
  mkdirSync(path);
}
