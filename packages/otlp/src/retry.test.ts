import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../test-support/sender.ts';
import {
  backoffMillis,
  fromError,
  fromGrpcStatus,
  fromHttpStatus,
  maxRetryAfterMillis,
  parseRetryAfter,
  readRetryInfo,
} from './retry.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

test('Retry-After', () => {
  const rows: [value: string | undefined, millis: number | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', 0],
    ['3', 3000],
    [' 3 ', 3000],
    ['99999999', maxRetryAfterMillis],
    ['Fri, 20 Nov 2026 10:00:07 GMT', 7000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['Fri, 20 Nov 2026 23:00:00 GMT', maxRetryAfterMillis],
  ];
  for (const [value, millis] of rows) {
    // '-5' is a date to Date.parse, one long gone.
    assert.equal(parseRetryAfter(value, now), value === '-5' ? 0 : millis, `${value}`);
  }
});

test('HTTP statuses', () => {
  for (const status of [429, 502, 503, 504]) assert.equal(fromHttpStatus(status, '', '', '1').outcome, 'retry');
  for (const status of [300, 301, 400, 401, 403, 404, 408, 413, 415, 500, 501]) {
    const answer = fromHttpStatus(status, 'Reason', 'detail', undefined);
    assert.deepEqual(answer, {
      outcome: 'refused',
      errorType: String(status),
      message: `${status} Reason: detail`,
      tooLarge: status === 413,
    });
  }
});

test('gRPC statuses', () => {
  const retried = [1, 4, 10, 11, 14, 15];
  for (let code = 1; code <= 17; code++) {
    assert.equal(fromGrpcStatus(code, '', undefined).outcome, retried.includes(code) ? 'retry' : 'refused', `${code}`);
  }
  const slowDown = fromGrpcStatus(8, 'slow down', statusWithRetryInfo(2, 500_000_000));
  assert.deepEqual(slowDown, {
    outcome: 'retry',
    errorType: 'RESOURCE_EXHAUSTED',
    message: 'RESOURCE_EXHAUSTED: slow down',
    afterMillis: 2500,
  });
});

test('RetryInfo', () => {
  assert.equal(readRetryInfo(statusWithRetryInfo(1, 0)), 1000);
  assert.equal(readRetryInfo(statusWithRetryInfo(99_999, 0)), maxRetryAfterMillis);
  assert.equal(readRetryInfo(field(2, 'no details')), undefined);
  assert.equal(readRetryInfo(field(3, field(1, 'type.googleapis.com/google.rpc.ErrorInfo'))), undefined);
  assert.equal(readRetryInfo(Buffer.from([0xff, 0xff])), undefined);
});

test('the wait grows from one quick retry to five seconds', () => {
  for (const [attempt, base] of [
    [1, 100],
    [2, 1000],
    [3, 1500],
    [4, 2250],
    [7, 5000],
    [1000, 5000],
  ] as const) {
    const millis = backoffMillis(attempt);
    assert.ok(millis >= 0.8 * base && millis <= 1.2 * base, `${attempt}: ${millis}`);
  }
});

test('errors', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const expected = { outcome: 'retry', errorType: 'ECONNREFUSED', message: refused.message, unreachable: true };
  assert.deepEqual(fromError(refused), expected);
  assert.deepEqual(fromError(new AggregateError([refused, refused])), expected);
  assert.equal(fromError(new Error('')).message, 'Error');
  assert.equal(fromError('text').message, 'text');
});

function statusWithRetryInfo(seconds: number, nanos: number): Buffer {
  const duration = Buffer.concat([field(1, seconds), field(2, nanos)]);
  const any = Buffer.concat([field(1, 'type.googleapis.com/google.rpc.RetryInfo'), field(2, field(1, duration))]);
  return Buffer.concat([field(1, 8), field(2, 'slow down'), field(3, any)]);
}
