import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPseudonym } from './pseudonym.ts';

it('stands for an id: equal for equal keys, another for other keys or ids, and never the id', () => {
  const one = createPseudonym('key');
  assert.equal(one('ann'), createPseudonym('key')('ann'));
  assert.match(one('ann'), /^[0-9a-f]{64}$/);
  assert.notEqual(one('ann'), one('bob'));
  assert.notEqual(one('ann'), createPseudonym('another')('ann'));
  assert.notEqual(createPseudonym(undefined)('ann'), createPseudonym(undefined)('ann'));
});
