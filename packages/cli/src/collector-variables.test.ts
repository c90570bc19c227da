import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { referencesIn, withDefaults } from './collector-variables.ts';

describe('variables of the collector', () => {
  const rows: [text: string, references: [string, string | undefined][], defaults: string | undefined][] = [
    ['plain', [], 'plain'],
    [`\${env:A}`, [['A', undefined]], undefined],
    [`\${env:A:-}`, [['A', '']], ''],
    [
      `\${env:A:-a}:\${env:B:-1}`,
      [
        ['A', 'a'],
        ['B', '1'],
      ],
      'a:1',
    ],
    [
      `\${env:A:-\${env:B:-b}}!`,
      [
        ['A', `\${env:B:-b}`],
        ['B', 'b'],
      ],
      'b!',
    ],
    [`\${env:A:-[x, y]}`, [['A', '[x, y]']], '[x, y]'],
    [
      `https://x.\${env:A:-\${env:B}}`,
      [
        ['A', `\${env:B}`],
        ['B', undefined],
      ],
      undefined,
    ],
  ];
  for (const [text, references, defaults] of rows) {
    test(text, () => {
      assert.deepEqual(
        referencesIn(text).map(({ name, preset }) => [name, preset]),
        references,
      );
      assert.equal(withDefaults(text), defaults);
    });
  }
});
