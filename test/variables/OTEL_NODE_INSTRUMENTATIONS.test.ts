import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

async function scopes(program: string, env: Record<string, string>): Promise<string[]> {
  const { spans, stderr, code } = await collect(program, { env });
  assert.deepEqual([code, stderr], [0, '']);
  return [...new Set(spans.map(({ scope }) => scope.name.replace('@opentelemetry/instrumentation-', '')))].sort();
}

describe('OTEL_NODE_ENABLED_INSTRUMENTATIONS, OTEL_NODE_DISABLED_INSTRUMENTATIONS', { concurrency: 3 }, () => {
  it('only those enabled', async () => {
    assert.deepEqual(await scopes('express-server.cjs', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici' }), [
      'http',
      'undici',
    ]);
  });

  it('all but those disabled', async () => {
    const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'net, dns,router,express' };
    assert.deepEqual(await scopes('express-server.cjs', env), ['http', 'undici']);
  });

  it('fastify is one of them', async () => {
    const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'net,dns' };
    assert.deepEqual(await scopes('fastify-server.mjs', env), ['@fastify/otel', 'http', 'undici']);
    assert.deepEqual(await scopes('fastify-server.mjs', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'net,dns,fastify' }), [
      'http',
      'undici',
    ]);
    assert.deepEqual(await scopes('fastify-server.mjs', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'fastify' }), [
      '@fastify/otel',
    ]);
  });
});
