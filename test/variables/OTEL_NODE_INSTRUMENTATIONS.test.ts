import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';
import { engine } from '../support/program.ts';

async function scopes(program: string, env: Record<string, string>): Promise<string[]> {
  const { spans, stderr, code } = await collect(program, { env });
  assert.deepEqual([code, stderr], [0, '']);
  return [
    ...new Set(
      spans.map(({ scope }) =>
        scope.name.replace(/^@(opentelemetry\/instrumentation-|spanwise\/instrumentation\/)/, ''),
      ),
    ),
  ].sort();
}

describe('OTEL_NODE_ENABLED_INSTRUMENTATIONS, OTEL_NODE_DISABLED_INSTRUMENTATIONS', { concurrency: 3 }, () => {
  it('only those enabled', async () => {
    assert.deepEqual(await scopes('express-server.cjs', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici' }), [
      'http',
      'undici',
    ]);
  });

  it('all but those disabled', async () => {
    const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg, express' };
    assert.deepEqual(await scopes('express-server.cjs', env), ['http', 'undici']);
  });

  it('what is off by default is on when it is enabled by name', async () => {
    const env = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,net,router' };
    assert.deepEqual(await scopes('express-server.cjs', env), ['http', 'net', 'router']);
  });

  it('fastify is one of them', async () => {
    // Ours makes no spans: it gives its route to the span of http.
    const ofFastify = engine === 'native' ? [] : ['@fastify/otel'];
    assert.deepEqual(await scopes('fastify-server.mjs', {}), [...ofFastify, 'http', 'undici']);
    assert.deepEqual(await scopes('fastify-server.mjs', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'fastify' }), [
      'http',
      'undici',
    ]);
    assert.deepEqual(await scopes('fastify-server.mjs', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'fastify' }), ofFastify);
  });
});
