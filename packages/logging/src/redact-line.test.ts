import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { toJson } from './json.ts';
import { createLine, lineFields } from './line.ts';
import { redactLine } from './redact-line.ts';
import { createRedactor, rulesOf } from './redaction.ts';
import { serviceOf } from './service.ts';
import { textLine } from './text-line.ts';

describe('lines that are written', () => {
  const service = serviceOf({});
  const redactor = createRedactor({ rules: rulesOf(['pii']) });
  const secret = ['hunter', '2-and-more'].join('');
  const cause = new Error(`no login with password=${secret}`);
  const entry = {
    level: 'info',
    message: `token=${secret} of ann@example.com`,
    fields: { apiKey: secret, note: `password: ${secret}`, err: cause, map: new Map([['a', `token=${secret}`]]), n: 1 },
    error: new Error(`password=${secret}`, { cause }),
  };
  const line = createLine(entry, { name: 'a', category: undefined, service, baggage: [] }, ROOT_CONTEXT);
  const { line: redacted, finish } = redactLine(redactor, line);
  const texts = {
    json: finish(toJson(lineFields(redacted, service))),
    text: finish(textLine(redacted, 'a', false)),
  };

  for (const [how, text] of Object.entries(texts)) {
    it(`have no secrets in them, as ${how}`, () => {
      assert.doesNotMatch(text, /hunter2|ann@example/);
      assert.match(text, /REDACTED/);
    });
  }

  it('are still JSON', () => assert.equal(JSON.parse(texts.json).n, 1));

  it('are left as they are for what exports them', () => assert.match(line.message, /hunter2/));
});
