import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { createRedactor, type RedactorOptions, type Rule, redactLog, redactSpan, rulesOf } from './redaction.ts';

const key = 'a key of enough characters';
const card = '4242'.repeat(4);

function valueBy(
  rules: readonly Rule[],
  name: string,
  value: unknown,
  options: Partial<RedactorOptions> = {},
): unknown {
  return createRedactor({ rules, ...options }).value(name, value);
}

describe('what happens to what a rule means', () => {
  const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const rows: [what: string, rule: Omit<Rule, 'name'>, value: unknown, expected: unknown][] = [
    ['a value is masked', { keys: ['a'], action: 'mask' }, 'x', 'REDACTED'],
    ['a value is removed', { keys: ['a'], action: 'remove' }, 'x', undefined],
    ['a value is hashed', { keys: ['a'], action: 'hash' }, 'x', hmac('x')],
    ['a value is truncated', { keys: ['a'], action: { truncate: 3 } }, 'abcdef', 'abc…'],
    ['a short value stays', { keys: ['a'], action: { truncate: 3 } }, 'abc', 'abc'],
    ['a number is masked', { keys: ['a'], action: 'mask' }, 5, 'REDACTED'],
    ['true and false say nothing', { keys: ['a'], action: 'mask' }, true, true],
    ['each of a list', { keys: ['a'], action: 'mask' }, ['x', 'y'], ['REDACTED', 'REDACTED']],
    ['a map', { keys: ['a'], action: 'mask' }, { b: 1 }, 'REDACTED'],
    ['other keys', { keys: ['b'], action: 'mask' }, 'x', 'x'],
    ['a glob', { keys: ['*'], action: 'mask' }, 'x', 'REDACTED'],
    ['a part is masked', { values: ['card'], action: 'mask' }, `of ${card}.`, 'of REDACTED.'],
    ['a part is hashed', { values: ['card'], action: 'hash' }, `of ${card}.`, `of ${hmac(card)}.`],
    ['a part is truncated', { values: ['card'], action: { truncate: 4 } }, `of ${card}.`, 'of 4242….'],
    ['a part removes all', { values: ['card'], action: 'remove' }, `of ${card}.`, undefined],
    ['a part under a key', { keys: ['a'], values: ['card'], action: 'mask' }, card, 'REDACTED'],
    ['a part under another key', { keys: ['b'], values: ['card'], action: 'mask' }, card, card],
    ['a number that is a card', { values: ['card'], action: 'mask' }, Number(card), 'REDACTED'],
    ['literals of SQL', { keys: ['a'], values: ['sql'], action: 'mask' }, "x = 'y'", 'x = ?'],
  ];
  for (const [what, rule, value, expected] of rows) {
    it(what, () => assert.deepEqual(valueBy([{ name: what, ...rule }], 'a', value, { key }), expected));
  }

  it('without a key, what would be hashed is masked', () => {
    assert.equal(valueBy([{ name: 'a', keys: ['a'], action: 'hash' }], 'a', 'x'), 'REDACTED');
  });

  it('the first rule decides, also that a value stays', () => {
    const keep: Rule[] = [{ name: 'own', keys: ['db.password'], action: 'keep' }, ...rulesOf([])];
    assert.equal(valueBy(keep, 'db.password', 'x'), 'x');
    assert.equal(valueBy(keep, 'password', 'x'), 'REDACTED');
    const cards: Rule[] = [{ name: 'own', values: ['card'], action: 'keep' }, ...rulesOf(['pii'])];
    assert.equal(valueBy(cards, 'a', card), card);
  });

  it('in the mode of allowed keys, all others are left out', () => {
    const options = { allow: ['http.*', 'order.id'] };
    assert.equal(valueBy(rulesOf([]), 'order.note', 'x', options), undefined);
    assert.equal(valueBy(rulesOf([]), 'http.route', '/x', options), '/x');
    assert.equal(valueBy(rulesOf([]), 'http.password', 'x', options), 'REDACTED');
  });
});

describe('values of every shape', () => {
  const redactor = createRedactor({ rules: rulesOf([]) });

  it('maps and lists are searched to their depths, and copied where something is found', () => {
    const value = { a: [{ password: 'x', b: 'y' }], c: 'd' };
    assert.deepEqual(redactor.value('k', value), { a: [{ password: 'REDACTED', b: 'y' }], c: 'd' });
    assert.equal(value.a[0]!.password, 'x');
    const harmless = { a: [1, { b: null }] };
    assert.equal(redactor.value('k', harmless), harmless);
  });

  it('what is too deep, or cannot be read, does not leave', () => {
    const round: Record<string, unknown> = {};
    round.again = round;
    assert.match(JSON.stringify(redactor.value('k', round)), /REDACTED/);
    const broken = Object.defineProperty({}, 'a', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    assert.equal(redactor.value('k', broken), 'REDACTED');
  });

  it('bytes are searched as text', () => {
    assert.equal(redactor.value('k', Buffer.from('password=x1')), 'REDACTED');
    const bytes = Buffer.from([0, 1, 2]);
    assert.equal(redactor.value('k', bytes), bytes);
  });

  it('the word behind an option of a command is its value', () => {
    const args = ['node', 'app.js', '--api-token', 'abc', '--verbose', 'true', '--secret', '--port=1'];
    const expected = args.with(3, 'REDACTED');
    assert.deepEqual(redactor.value('process.command_args', args), expected);
  });

  it('a key that is a name of every object is one of an attribute', () => {
    const attributes = JSON.parse('{"__proto__":"password=x1","constructor":"y"}');
    const redacted = redactor.attributes(attributes) as Record<string, unknown>;
    assert.deepEqual(Object.entries(redacted), [
      ['__proto__', 'password=REDACTED'],
      ['constructor', 'y'],
    ]);
  });

  it('an unlimited number of keys takes limited memory', () => {
    for (let index = 0; index < 10_000; index++) redactor.value(`key.${index}`, 'x');
    assert.equal(redactor.value('key.1.password', 'x'), 'REDACTED');
  });
});

describe('spans and log records', () => {
  const redactor = createRedactor({ rules: [{ name: 'gone', keys: ['gone'], action: 'remove' }, ...rulesOf([])] });

  it('a span of lists', () => {
    const span = {
      name: 'login password=x1',
      attributeKeys: ['a', 'gone', 'password'],
      attributeValues: ['b', 1, 'x'] as unknown[],
      attributeMap: undefined as Record<string, unknown> | undefined,
      get attributes(): Record<string, unknown> {
        this.attributeMap ??= Object.fromEntries(
          this.attributeKeys.map((name, at) => [name, this.attributeValues[at]]),
        );
        return this.attributeMap;
      },
      set attributes(map) {
        this.attributeMap = map;
      },
      events: [],
      links: [],
      status: {},
    };
    redactSpan(redactor, span);
    assert.equal(span.name, 'login password=REDACTED');
    assert.deepEqual(span.attributeMap, { a: 'b', password: 'REDACTED' });
  });

  it('a span of an SDK, whose objects may be the program’s', () => {
    const link = Object.freeze({ attributes: Object.freeze({ token: 'x' }) });
    const status = Object.freeze({ code: 2, message: 'token=x1y2' });
    const event = Object.freeze({ name: 'e', attributes: { 'exception.message': 'password=x1' } });
    const span = { name: 'a', attributes: { gone: 1, b: 'c' } as object, events: [event], links: [link], status };
    redactSpan(redactor, span as never);
    assert.deepEqual(span, {
      name: 'a',
      attributes: { b: 'c' },
      events: [{ name: 'e', attributes: { 'exception.message': 'password=REDACTED' } }],
      links: [{ attributes: { token: 'REDACTED' } }],
      status: { code: 2, message: 'token=REDACTED' },
    });
    assert.equal(link.attributes.token, 'x');
  });

  it('a name and a message of the wrong type stay what they are', () => {
    for (const wrong of [42, null, undefined, true, { a: 1 }]) {
      const span = { name: wrong, attributes: { a: 'b' }, events: [], links: [], status: { message: wrong } };
      const before = structuredClone(span);
      redactSpan(createRedactor({ rules: rulesOf(['strict']) }), span as never);
      assert.deepEqual(span, before);
    }
  });

  it('a log record', () => {
    const record = { body: { password: 'x', a: 'b' } as unknown, eventName: 'e', attributes: { apiKey: 'x', gone: 1 } };
    redactLog(redactor, record);
    assert.deepEqual(record, {
      body: { password: 'REDACTED', a: 'b' },
      eventName: 'e',
      attributes: { apiKey: 'REDACTED' },
    });
  });
});
