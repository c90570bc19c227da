import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collect } from './support/collect.ts';

const options = { flags: ['--expose-gc'], env: { SPANWISE_ENGINE: 'native' } };

it('a connection that is kept keeps nothing of its last request', async () => {
  const { code, stdout, stderr } = await collect('kept-connection.cjs', options);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(stdout, 'open connections: 1, still reachable: nothing\n');
});

it('who hears of the end of a response by its channel does so in what the request entered', async () => {
  const { code, stdout, stderr } = await collect('kept-connection.cjs', { ...options, args: ['subscribed'] });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /^finished: request 1, GET\nfinished: request 2, GET\n/);
});
