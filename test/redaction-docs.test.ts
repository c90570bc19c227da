import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseRedactionRules } from '@spanwise/logging/redaction-rules';

const page = readFileSync(new URL('../docs/redaction.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({ language: match[1], text: match[2]! }));

describe('docs/redaction.md', () => {
  for (const { text } of blocks.filter(({ language }) => language === 'yaml')) {
    it(`rules are right: ${text.split('\n')[0]}`, () => {
      assert.deepEqual(parseRedactionRules(text, 'redaction.yaml').problems, []);
    });
  }

  it('what is said of a broken file is what is said', () => {
    const shown = blocks.find(({ text }) => text.startsWith('[spanwise]'))!.text.split('\n')[0];
    const broken = '# redaction.yaml\nrules:\n  - name: a\n    action: maks\n    keys: a\n';
    const [problem] = parseRedactionRules(broken, 'redaction.yaml').problems;
    assert.equal(`[spanwise] SPANWISE_REDACT_RULES: ${problem}`, shown);
  });
});
