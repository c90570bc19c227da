import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ShopRequest, shopRequests } from './requests.ts';

function take(seed: number, count: number): ShopRequest[] {
  const requests = shopRequests(seed);
  return Array.from({ length: count }, () => requests.next().value);
}

test('equal seeds make equal requests, other seeds others', () => {
  assert.deepEqual(take(3, 200), take(3, 200));
  assert.notDeepEqual(take(3, 200), take(4, 200));
});

test('the first requests are one of each kind', () => {
  const opening = take(1, 11);
  assert.deepEqual(new Set(opening.map(({ expected }) => expected)), new Set([200, 201, 404, 409, 500]));
  assert.equal(new Set(opening.map(({ method, path, body }) => JSON.stringify([method, path, body]))).size, 11);
});

test('every tenant takes part', () => {
  const tenants = new Set(take(1, 100).map(({ tenant }) => tenant));
  assert.deepEqual([...tenants].sort(), ['acme', 'globex', 'initech', 'umbrella']);
});
