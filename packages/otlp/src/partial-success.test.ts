import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { field } from '../test-support/sender.ts';
import { printable, readFailureMessage, readPartialSuccess } from './partial-success.ts';
import { readRetryInfo } from './retry.ts';

const protobuf = (rejected: number, message: string): Buffer =>
  field(1, Buffer.concat([field(1, rejected), field(2, message)]));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

test('protobuf', () => {
  assert.deepEqual(readPartialSuccess(protobuf(7, 'no room'), false), { rejected: 7, message: 'no room' });
  assert.deepEqual(readPartialSuccess(protobuf(2 ** 40, ''), false), { rejected: 2 ** 40, message: '' });
  assert.deepEqual(readPartialSuccess(protobuf(0, 'deprecated'), false), { rejected: 0, message: 'deprecated' });
  assert.equal(readPartialSuccess(Buffer.alloc(0), false), undefined);
  assert.equal(readPartialSuccess(field(1, ''), false), undefined, 'an empty partial success is full success');
  assert.equal(readPartialSuccess(Buffer.from('<html>'), false), undefined);
  const negative = Buffer.concat([Buffer.from([8]), Buffer.from('ffffffffffffffffff01', 'hex')]);
  assert.equal(readPartialSuccess(field(1, negative), false), undefined);
  const unknownFields = Buffer.concat([
    Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4]),
    field(9, 5),
    protobuf(3, 'x'),
  ]);
  assert.deepEqual(readPartialSuccess(unknownFields, false), { rejected: 3, message: 'x' });
});

test('JSON', () => {
  for (const name of ['rejectedSpans', 'rejectedDataPoints', 'rejectedLogRecords']) {
    const body = json({ partialSuccess: { [name]: '12', errorMessage: 'no' } });
    assert.deepEqual(readPartialSuccess(body, true), { rejected: 12, message: 'no' });
  }
  assert.deepEqual(readPartialSuccess(json({ partialSuccess: { rejectedSpans: 4 } }), true), {
    rejected: 4,
    message: '',
  });
  for (const nothing of [{}, [], null, 1, 'x', { partialSuccess: null }, { partialSuccess: {} }]) {
    assert.equal(readPartialSuccess(json(nothing), true), undefined);
  }
  assert.equal(readPartialSuccess(Buffer.from('{"partialSuccess":'), true), undefined);
});

test('the message of a failure', () => {
  const status = Buffer.concat([field(1, 3), field(2, 'bad request\nreally')]);
  assert.equal(readFailureMessage(status, 'application/x-protobuf'), 'bad request really');
  assert.equal(readFailureMessage(json({ code: 3, message: 'bad' }), 'application/json'), 'bad');
  assert.equal(
    readFailureMessage(Buffer.from('404 page not found\n'), 'text/plain; charset=utf-8'),
    '404 page not found',
  );
  assert.equal(readFailureMessage(Buffer.from('<html>'), 'text/html'), '');
});

test('a stranger cannot write to the terminal', () => {
  assert.equal(printable('\u001b[31mred\u001b[0m\r\n\u202eevil\u2028x'), '[31mred [0m evil x');
  assert.equal(printable('x'.repeat(5000)).length, 301);
});

test('no bytes make it throw', () => {
  const valid = protobuf(300, 'some message that is long enough to be cut');
  for (let round = 0; round < 5000; round++) {
    const bytes = round % 2 === 0 ? randomBytes(round % 64) : Buffer.from(valid.subarray(0, round % valid.length));
    if (round % 3 === 0 && bytes.length > 0) bytes[round % bytes.length] = round % 256;
    for (const isJson of [true, false]) {
      const partial = readPartialSuccess(bytes, isJson);
      assert.ok(partial === undefined || (partial.rejected >= 0 && Number.isInteger(partial.rejected)));
    }
    readFailureMessage(bytes, 'application/x-protobuf');
    readRetryInfo(bytes);
  }
});
