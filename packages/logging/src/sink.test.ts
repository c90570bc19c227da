import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../test-support/write-lines.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spanwise-sink-'));
after(() => rmSync(folder, { recursive: true }));

function start(...args: (string | number)[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=@spanwise/source', program, ...args.map(String)], { stdio: 'pipe' });
}

async function end(child: ChildProcess): Promise<{ code: number | null; told: string[] }> {
  const [stderr] = await Promise.all([text(child.stderr!), once(child, 'close')]);
  return { code: child.exitCode, told: stderr.split('\n').filter((line) => line.startsWith('[spanwise]')) };
}

function numbers(content: string): number[] {
  return content.split('\n').slice(0, -1).map(Number);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('a sink', { concurrency: 2 }, () => {
  it('writes every line to a file, in order, in folders that it makes', async () => {
    const path = join(folder, 'a/b/app.log');
    assert.deepEqual(await end(start(path, 5000)), { code: 0, told: [] });
    assert.deepEqual(numbers(readFileSync(path, 'utf8')), upTo(5000));
  });

  it('rotates a file at its size, and keeps as many as it is told, each of whole lines', async () => {
    const path = join(folder, 'rotated.log');
    assert.deepEqual(await end(start(path, 10_000, 200_000, 3)), { code: 0, told: [] });
    const files = readdirSync(folder).filter((name) => name.startsWith('rotated'));
    assert.deepEqual(files.sort(), ['rotated.log', 'rotated.log.1', 'rotated.log.2']);
    const all = ['.2', '.1', ''].flatMap((end) => numbers(readFileSync(`${path}${end}`, 'utf8')));
    assert.deepEqual(all, upTo(10_000).slice(-all.length));
    assert.ok(statSync(`${path}.1`).size >= 200_000 && statSync(`${path}.1`).size < 220_000);
  });

  it('goes on in a new file when somebody else has moved the old one', async () => {
    const path = join(folder, 'moved.log');
    const child = start(path, 1000, 0, 1, 1500);
    while (!existsSync(path)) await new Promise(setImmediate);
    renameSync(path, `${path}.old`);
    assert.deepEqual(await end(child), { code: 0, told: [] });
    const all = ['.old', ''].flatMap((end) => numbers(readFileSync(`${path}${end}`, 'utf8')));
    assert.deepEqual(all, upTo(1000));
    assert.ok(statSync(path).size > 0);
  });

  it('tells of a full disk once, and the program runs', {
    skip: !existsSync('/dev/full') && 'there is no /dev/full',
  }, async () => {
    const { code, told } = await end(start('/dev/full', 3000));
    assert.equal(code, 0);
    assert.match(told[0]!, /\/dev\/full: log lines cannot be written and wait in memory: ENOSPC/);
    assert.match(told[1]!, /300000 bytes of log lines were not written/);
    assert.equal(told.length, 2);
  });

  it('keeps what cannot be written until it can be, and says so', async () => {
    const path = join(folder, 'later.log');
    // A folder is in the way.
    mkdirSync(path);
    const child = start(path, 1000, 0, 1, 2500);
    const [first] = await once(child.stderr!.setEncoding('utf8'), 'data');
    assert.match(first, /later.log: log lines cannot be written and wait in memory: EISDIR/);
    rmSync(path, { recursive: true });
    const { code, told } = await end(child);
    assert.equal(code, 0);
    assert.deepEqual(told, [`[spanwise] ${path}: log lines are written again`]);
    assert.deepEqual(numbers(readFileSync(path, 'utf8')), upTo(1000));
  });

  it('tells of a closed pipe once, and the program runs', async () => {
    const child = start('stdout', 50_000);
    child.stdout!.destroy();
    const { code, told } = await end(child);
    assert.equal(code, 0);
    assert.deepEqual(told, ['[spanwise] stdout is closed (EPIPE): log lines no longer go there']);
  });

  it('is not stopped by a reader that reads nothing, and loses nothing when it reads at last', async () => {
    const child = start('stdout', 50_000);
    const [stderr] = await once(child.stderr!.setEncoding('utf8'), 'data');
    // 5 MB wait, and a pipe takes 64 kB: the program has gone on to its end.
    const longest = Number(/longest (\S+)/.exec(stderr)![1]);
    assert.ok(longest < 200, `${longest} ms for a line`);
    const content = await text(child.stdout!);
    assert.deepEqual(numbers(content), upTo(50_000));
  });

  it('drops new lines beyond 16 MiB, with a line that says so', async () => {
    const child = start('stdout', 250_000);
    const { code, told } = await end(child);
    assert.equal(code, 0);
    assert.equal(told.length, 2, told.join('\n'));
    assert.match(told[0]!, /stdout takes no more log lines/);
    assert.match(told[1]!, /bytes of log lines were not written/);
  });
});
