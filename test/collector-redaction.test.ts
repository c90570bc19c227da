import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rulesOf, toCollectorRedaction } from '@spanwise/logging/redaction';
import { parse } from 'yaml';
import { corpus } from '../packages/logging/test-support/corpus.ts';
import { keptApart } from '../packages/logging/test-support/kept-apart.ts';

const gateway = readFileSync(new URL('../collector-config/gateway.yaml', import.meta.url), 'utf8');
const shipped = parse(gateway).processors.redaction;

describe('the redaction of the gateway', () => {
  it('is what the rules for credentials and card numbers say', () => {
    const cards = { name: 'cards', values: ['card'], action: 'mask' } as const;
    const { redaction } = toCollectorRedaction([...rulesOf([]), cards]);
    const plain = (texts: readonly string[]): string[] => texts.map((text) => text.replaceAll('$$', '$'));
    assert.deepEqual(plain(shipped.blocked_key_patterns), redaction.blocked_key_patterns);
    assert.deepEqual(plain(shipped.blocked_values), redaction.blocked_values);
    assert.deepEqual(shipped.ignored_keys, redaction.ignored_keys);
  });

  // Its patterns mean the same in JavaScript and in Go; `(?i)` is a flag here.
  const patterns = (texts: readonly string[]): RegExp[] =>
    texts.map(
      (text) => new RegExp(text.replaceAll('$$', '$').replace('(?i)', ''), text.startsWith('(?i)') ? 'gi' : 'g'),
    );
  const keys = patterns(shipped.blocked_key_patterns);
  const values = patterns(shipped.blocked_values);

  function redacted(key: string, text: string): string {
    if (keys.some((pattern) => text !== '' && new RegExp(pattern, pattern.flags.replace('g', '')).test(key)))
      return '****';
    return values.reduce((rest, pattern) => rest.replace(pattern, '****'), text);
  }

  it('finds nearly all that the program finds, and leaves nearly all look-alikes', (context) => {
    const samples = [...corpus, ...keptApart];
    const personal = /iban|e-mail|phone|^ip|^key (email|user.email|customer|first|date|ssn|billing|enduser)/;
    const secrets = samples.filter(({ kind, secret }) => secret !== undefined && !personal.test(kind));
    const missed = secrets.filter(({ key, text, secret }) => redacted(key, text).includes(secret!));
    const wrong = samples.filter(({ key, text, secret }) => secret === undefined && redacted(key, text) !== text);
    context.diagnostic(`missed ${missed.map(({ kind }) => kind).join(', ')}`);
    context.diagnostic(`wrong ${wrong.map(({ text }) => text).join(', ')}`);
    assert.ok(missed.length / secrets.length < 0.15, `${missed.length} of ${secrets.length} missed`);
    const harmless = samples.filter(({ secret }) => secret === undefined);
    assert.ok(wrong.length / harmless.length < 0.05, wrong.map(({ text }) => text).join('\n'));
  });
});
