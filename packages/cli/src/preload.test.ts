import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { hasPreload, splitNodeOptions, withPreload } from './preload.ts';

function makePreload(t: TestContext, folder: string): string {
  const root = mkdtempSync(join(tmpdir(), 'spanwise-'));
  t.after(() => rmSync(root, { recursive: true }));
  const path = join(root, folder, 'index.cjs');
  mkdirSync(join(root, folder));
  writeFileSync(path, 'process.stdout.write("loaded\\n");');
  return path;
}

test('splits NODE_OPTIONS as Node.js does', () => {
  const rows: [string, string[]][] = [
    ['', []],
    ['  --a   -b ', ['--a', '-b']],
    ['--require "./my file.js"', ['--require', './my file.js']],
    ['--require="./my \\"file\\".js"', ['--require=./my "file".js']],
    ['--require C:\\a\\b.js', ['--require', 'C:\\a\\b.js']],
    ['--title ""', ['--title', '']],
  ];
  for (const [text, words] of rows) assert.deepEqual(splitNodeOptions(text), words, text);
});

test('keeps what the user has in NODE_OPTIONS', () => {
  assert.equal(withPreload(undefined, '/x/index.cjs'), '--require /x/index.cjs');
  assert.equal(withPreload(' --inspect ', '/x/index.cjs'), '--inspect --require /x/index.cjs');
});

for (const folder of ['plain', 'with space', 'with "quotes"', 'ünï', 'back\\slash and space']) {
  test(`Node.js loads the preload from a folder named ${folder}`, (t) => {
    const preload = makePreload(t, folder);
    const NODE_OPTIONS = withPreload('--no-warnings', preload);
    const output = execFileSync(process.execPath, ['-e', '0'], { env: { ...process.env, NODE_OPTIONS } });
    assert.equal(String(output), 'loaded\n');
    assert.equal(withPreload(NODE_OPTIONS, preload), NODE_OPTIONS);
  });
}

test('knows the preload by name, path and URL', (t) => {
  const preload = makePreload(t, 'register');
  const folder = join(preload, '../..');
  const rows: [string, boolean][] = [
    ['--require @spanwise/register', true],
    ['--import=@spanwise/register', true],
    ['-r @spanwise/register', true],
    [`--require ${preload}`, true],
    ['--require ./register/index.cjs', true],
    [`--import ${pathToFileURL(preload)}`, true],
    ['--require ./other.cjs', false],
    ['--require dotenv/config --title @spanwise/register', false],
    ['--require', false],
  ];
  for (const [nodeOptions, expected] of rows)
    assert.equal(hasPreload(nodeOptions, preload, folder), expected, nodeOptions);
});
