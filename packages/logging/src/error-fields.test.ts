import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFields } from './error-fields.ts';

class PaymentError extends Error {}

const circular = new Error('circle');
circular.cause = circular;

const rows: [what: string, error: unknown, type: string, message: string, causes?: string[]][] = [
  ['an error', new TypeError('wrong'), 'TypeError', 'wrong'],
  ['one of a class that does not name itself', new PaymentError('declined'), 'PaymentError', 'declined'],
  ['one that names itself', Object.assign(new Error('gone'), { name: 'GoneError' }), 'GoneError', 'gone'],
  [
    'causes of causes',
    new Error('a', { cause: new RangeError('b', { cause: 'c' }) }),
    'Error',
    'a',
    ['RangeError: b', 'c'],
  ],
  [
    'several errors in one',
    new AggregateError([new Error('a'), 'b'], 'both'),
    'AggregateError',
    'both',
    ['Error: a', 'b'],
  ],
  ['its own cause', circular, 'Error', 'circle', Array(10).fill('Error: circle')],
  ['a text', 'thrown', 'string', 'thrown'],
  ['nothing', null, 'object', 'null'],
  ['what has no text', Object.create(null), 'object', 'an object without a text'],
];

describe('errors as fields', () => {
  for (const [what, error, type, message, causes] of rows) {
    it(what, () => {
      const { stack, ...fields } = errorFields(error);
      assert.deepEqual(fields, { type, message, ...(causes && { causes }) });
      assert.equal(typeof stack, error instanceof Error ? 'string' : 'undefined');
    });
  }
});
