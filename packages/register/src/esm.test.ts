import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isEsmProgram } from './esm.ts';

const root = mkdtempSync(join(tmpdir(), 'spanwise-esm-'));
after(() => rmSync(root, { recursive: true }));

const rows: [file: string, type: 'module' | 'commonjs' | undefined, source: string, esm: boolean][] = [
  ['a.mjs', undefined, '', true],
  ['a.cjs', 'module', '', false],
  ['a.mts', undefined, '', true],
  ['a.js', 'module', 'x()', true],
  ['a.ts', 'module', 'x()', true],
  ['a.js', 'commonjs', 'import x from "x"', false],
  ['a.js', undefined, 'const x = require("x")', false],
  ['a.js', undefined, '"use strict";\nimport x from "x";', true],
  ['a.js', undefined, 'import "x"', true],
  ['a.js', undefined, 'export default 1', true],
  ['a.js', undefined, 'const here = import.meta.dirname', true],
  ['a.js', undefined, 'import("x")', false],
  ['a.js', undefined, 'importantThing()', false],
];

describe('isEsmProgram', () => {
  for (const [index, [file, type, source, esm]] of rows.entries()) {
    it(`${file}, type ${type}: ${source}`, () => {
      const folder = join(root, String(index));
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
      writeFileSync(join(folder, file), source);
      assert.equal(isEsmProgram(join(folder, file), []), esm);
    });
  }

  it('follows the resolution of the entry: no extension, folder with main', () => {
    const folder = join(root, 'app');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', main: 'main.js' }));
    writeFileSync(join(folder, 'main.js'), '');
    assert.equal(isEsmProgram(folder, []), true);
    assert.equal(isEsmProgram(join(folder, 'main'), []), true);
  });

  it('without any package.json, by syntax', () => {
    const folder = join(root, 'alone');
    mkdirSync(folder);
    writeFileSync(join(folder, 'esm.js'), 'import "x"');
    writeFileSync(join(folder, 'cjs.js'), 'require("x")');
    assert.equal(isEsmProgram(join(folder, 'esm.js'), []), true);
    assert.equal(isEsmProgram(join(folder, 'cjs.js'), []), false);
  });

  it('a package.json that is broken', () => {
    const folder = join(root, 'broken');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{');
    writeFileSync(join(folder, 'a.js'), '');
    assert.equal(isEsmProgram(join(folder, 'a.js'), []), false);
  });

  it('--input-type=module', () => assert.equal(isEsmProgram(undefined, ['--input-type=module']), true));
  it('no entry', () => assert.equal(isEsmProgram(undefined, []), false));
  it('an entry that does not exist', () => assert.equal(isEsmProgram(join(root, 'nowhere.js'), []), false));
});
