// An express application: routers, parameters, middleware, all the ways a handler fails, concurrent requests.
const express = require('express');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('shop');
const app = express();

app.use(express.json());
app.use(function tenant(request, _response, next) {
  trace.getActiveSpan()?.setAttribute('tenant', request.get('x-tenant') ?? 'none');
  setImmediate(next);
});
app.get('/users/:id', async (request, response) => {
  await tracer.startActiveSpan('query', async (span) => {
    await sleep(1);
    span.end();
  });
  response.json({ id: request.params.id });
});
const orders = express.Router();
orders.post('/:order/items', (request, response) => response.status(201).json(request.body));
orders.get('/:order/next', (_request, _response, next) => next());
orders.get('/:order/next', (_request, response) => response.send('second handler'));
app.use('/orders', orders);
app.get('/throws', () => {
  throw new Error('thrown');
});
app.get('/rejects', async () => {
  await sleep(1);
  throw new TypeError('rejected');
});
app.get('/next-error', (_request, _response, next) => next(Object.assign(new Error('passed on'), { status: 418 })));
app.get('/stream', (_request, response) => {
  response.write('first ');
  setTimeout(() => response.end('last'), 1);
});
app.get('/redirect', (_request, response) => response.redirect('/users/1'));
app.get('/exit-context', (_request, response) => {
  const headers = {};
  propagation.inject(context.active(), headers);
  response.json(Object.keys(headers));
});
app.use((error, _request, response, _next) => {
  trace.getActiveSpan()?.recordException({ name: error.name, message: error.message });
  response.status(error.status ?? 500).json({ error: error.message });
});

async function main() {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  const ask = async (path, options) => {
    const response = await fetch(base + path, { redirect: 'manual', ...options });
    console.log(`${options?.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
  };
  await ask('/users/7', { headers: { 'x-tenant': 'blue' } });
  const json = { 'content-type': 'application/json' };
  await ask('/orders/5/items', { method: 'POST', body: '{"sku":"a"}', headers: json });
  await ask('/orders/5/items', { method: 'POST', body: '{"broken', headers: json });
  for (const path of ['/orders/5/next', '/throws', '/rejects', '/next-error', '/stream', '/redirect', '/nowhere']) {
    await ask(path);
  }
  await ask('/exit-context');
  await ask('/users/7', { method: 'HEAD' });
  await ask('/users/7', { method: 'DELETE' });
  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await ask(`/users/visitor-${i}`, { headers: { 'x-tenant': `tenant ${i}` } });
        span.end();
      }),
    ),
  );
  server.close();
  server.closeAllConnections();
}
main();
