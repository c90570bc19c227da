import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { corpus } from '../test-support/corpus.ts';
import { keptApart } from '../test-support/kept-apart.ts';
import type { Sample } from '../test-support/sample.ts';
import { createRedactor, rulesOf } from './redaction.ts';

// Names that the settings give by default: they are those of the conventions.
const queryNames = ['sig', 'Signature', 'AWSAccessKeyId', 'X-Goog-Signature', 'X-Amz-Signature'];
const redactor = createRedactor({ rules: rulesOf(['pii']), queryNames });

/** What was missed, and what was taken for a secret. */
function outcomes(samples: readonly Sample[]): { missed: string[]; wrong: string[]; found: number } {
  const missed: string[] = [];
  const wrong: string[] = [];
  let found = 0;
  for (const { kind, key, text, secret } of samples) {
    const redacted = String(redactor.value(key, text));
    if (secret === undefined) {
      if (redacted !== text) wrong.push(`${kind}: ${text} -> ${redacted}`);
    } else if (redacted.includes(secret)) missed.push(`${kind}: ${text}`);
    else found++;
  }
  return { missed, wrong, found };
}

describe('the corpus of secrets and look-alikes', () => {
  it('has more than 400 values, a third of them kept apart', () => {
    const all = corpus.length + keptApart.length;
    assert.ok(all >= 400, `${all} values`);
    assert.ok(keptApart.length * 3 >= all, `${keptApart.length} of ${all} kept apart`);
    for (const samples of [corpus, keptApart]) {
      assert.ok(samples.filter(({ secret }) => secret === undefined).length > samples.length / 4, 'look-alikes');
    }
  });

  it('is told apart where the rules were made with it', () => {
    const { missed, wrong } = outcomes(corpus);
    assert.deepEqual([missed, wrong], [[], []]);
  });

  it('is where they were not: all secrets are found, and of what is found at least 98 % are secrets', (context) => {
    const { missed, wrong, found } = outcomes(keptApart);
    const precision = found / (found + wrong.length);
    context.diagnostic(`recall ${found} of ${found + missed.length}, precision ${(precision * 100).toFixed(1)} %`);
    assert.deepEqual(missed, []);
    assert.ok(precision >= 0.98, wrong.join('\n'));
  });

  it('stays as it is when it is redacted again', () => {
    for (const { key, text } of [...corpus, ...keptApart]) {
      const once = redactor.value(key, text);
      assert.equal(redactor.value(key, once), once);
    }
  });
});
