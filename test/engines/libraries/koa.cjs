// A koa application: routers in routers, middleware, streams, errors, concurrent requests.
const { Router } = require('@koa/router');
const { trace } = require('@opentelemetry/api');
const Koa = require('koa');
const { once } = require('node:events');
const { Readable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');
const { visit } = require('./ask.cjs');

const tracer = trace.getTracer('shop');
const app = new Koa();

app.use(async function tenant(ctx, next) {
  trace.getActiveSpan()?.setAttribute('tenant', ctx.get('x-tenant') || 'none');
  await next();
});
const items = new Router();
items.get('item', '/items/:itemId', (ctx) => {
  ctx.body = { item: ctx.params.itemId };
});
const router = new Router();
router.use('/orders/:order', items.routes());
router.get('/users/:id', async (ctx) => {
  await tracer.startActiveSpan('query', async (span) => {
    await sleep(1);
    span.end();
  });
  ctx.body = { id: ctx.params.id };
});
router.all('/any', (ctx) => {
  ctx.status = 202;
});
router.get('/throws', () => {
  throw new Error('thrown');
});
router.get('/refuses', (ctx) => ctx.throw(409, 'refused'));
router.get('/stream', (ctx) => {
  ctx.body = Readable.from(['first ', 'last']);
});
app.use(router.routes()).use(router.allowedMethods());
app.on('error', (error) => console.log(`error: ${error.message}`));

async function main() {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const paths = ['/users/7', '/orders/5/items/9?full=1', '/any', '/throws', '/refuses', '/stream', '/nowhere'];
  const others = [
    ['/any', { method: 'PUT' }],
    ['/users/7', { method: 'HEAD' }],
    ['/users/7', { method: 'DELETE' }],
  ];
  await visit(server.address().port, [...paths, ...others], '/users/');
  server.close();
}
main();
