import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isInRange } from './version-range.ts';

const rows: [range: string, inside: string[], outside: string[]][] = [
  ['*', ['0.0.1', '5.0.0', '5.0.0-beta.1'], []],
  ['>=4.0.0 <6', ['4.0.0', '4.21.2', '5.99.99'], ['3.99.99', '6.0.0', '6.0.0-rc.1', '5.0.0-beta.1']],
  ['>= 6.7 < 8', ['6.7.0', '7.9.9'], ['6.6.9', '8.0.0']],
  ['>=1.3 <4', ['1.3.0', '3.0.0'], ['1.2.9', '4.0.0']],
  ['<4', ['3.99.0', '0.1.0'], ['4.0.0']],
  ['>3', ['4.0.0'], ['3.0.0', '3.9.9']],
  ['>3.1', ['3.2.0'], ['3.1.9']],
  ['>3.1.2', ['3.1.3'], ['3.1.2']],
  ['<=3', ['3.9.9', '2.0.0'], ['4.0.0']],
  ['<=3.1', ['3.1.9'], ['3.2.0']],
  ['^3.1.0', ['3.1.0', '3.9.0'], ['3.0.9', '4.0.0']],
  ['^0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['^0.0.3', ['0.0.3'], ['0.0.4']],
  ['^1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['^0', ['0.0.1', '0.9.0'], ['1.0.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['~1', ['1.9.0'], ['2.0.0']],
  ['2', ['2.0.0', '2.9.9'], ['1.9.9', '3.0.0']],
  ['2.x', ['2.5.0'], ['3.0.0']],
  ['1.2', ['1.2.7'], ['1.3.0']],
  ['=1.2.3', ['1.2.3', 'v1.2.3', '1.2.3+build.5'], ['1.2.4']],
  ['2 || >=3 <5', ['2.1.0', '4.8.1'], ['1.0.0', '5.0.0']],
  ['>=0.22.0 <4 || >=0.10.0 <0.18.0', ['0.10.1', '3.1.0'], ['0.19.0']],
];

describe('isInRange', () => {
  for (const [range, inside, outside] of rows) {
    it(range, () => {
      for (const version of inside) assert.equal(isInRange(version, range), true, version);
      for (const version of outside) assert.equal(isInRange(version, range), false, version);
    });
  }

  it('a version that is missing or none', () => {
    assert.equal(isInRange(undefined, '*'), true);
    assert.equal(isInRange(undefined, '>=1'), false);
    assert.equal(isInRange('workspace', '>=1'), false);
  });
});
