// A fastify application: hooks, plugins, schemas, errors, streams, and injected requests.

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import fastify from 'fastify';

const tracer = trace.getTracer('shop');
const app = fastify();

app.addHook('onRequest', async (request) => {
  trace.getActiveSpan()?.setAttribute('tenant', request.headers['x-tenant'] ?? 'none');
});
app.addHook('preHandler', (_request, _reply, done) => setImmediate(done));
app.get('/users/:id', async (request) => {
  await tracer.startActiveSpan('query', async (span) => {
    await sleep(1);
    span.end();
  });
  return { id: request.params.id };
});
await app.register(
  async (plugin) => {
    plugin.addHook('preHandler', async () => tracer.startSpan('hook of the plugin').end());
    plugin.post('/:order/items', async (request, reply) => reply.code(201).send(request.body));
  },
  { prefix: '/orders' },
);
app.get('/throws', async () => {
  await sleep(1);
  throw new Error('thrown');
});
app.get('/callback', (_request, reply) => {
  setTimeout(() => {
    tracer.startSpan('in the callback').end();
    reply.send('called');
  }, 1);
});
app.get('/stream', async () => Readable.from(['first ', 'last']));
const schema = { querystring: { type: 'object', required: ['page'], properties: { page: { type: 'integer' } } } };
app.get('/validated', { schema }, async (request) => ({ page: request.query.page }));

const base = await app.listen({ port: 0, host: '127.0.0.1' });
async function ask(path, options) {
  const response = await fetch(base + path, options);
  console.log(`${options?.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
}
await ask('/users/7', { headers: { 'x-tenant': 'blue' } });
const headers = { 'content-type': 'application/json' };
await ask('/orders/5/items', { method: 'POST', body: '{"sku":"a"}', headers });
await ask('/orders/5/items', { method: 'POST', body: '{"broken', headers });
for (const path of ['/throws', '/callback', '/stream', '/validated?page=2', '/validated', '/nowhere']) await ask(path);
await Promise.all(
  Array.from({ length: 10 }, (_, i) =>
    tracer.startActiveSpan(`visitor ${i}`, async (span) => {
      await ask(`/users/visitor-${i}`, { headers: { 'x-tenant': `tenant ${i}` } });
      span.end();
    }),
  ),
);
const injected = await app.inject('/users/injected');
console.log(`injected: ${injected.statusCode}`);
await app.close();
