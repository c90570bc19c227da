// A hapi server: plugins, extensions, a scheme of its own, handlers that fail, concurrent requests.
const hapi = require('@hapi/hapi');
const { trace } = require('@opentelemetry/api');
const { setTimeout: sleep } = require('node:timers/promises');
const { visit } = require('./ask.cjs');

const tracer = trace.getTracer('shop');

async function main() {
  const server = hapi.server({ port: 0, host: '127.0.0.1', debug: false });
  server.ext('onPreHandler', (request, h) => {
    trace.getActiveSpan()?.setAttribute('tenant', request.headers['x-tenant'] ?? 'none');
    return h.continue;
  });
  server.auth.scheme('ticket', () => ({
    authenticate: (request, h) => h.authenticated({ credentials: { ticket: request.query.ticket } }),
  }));
  server.auth.strategy('ticket', 'ticket');
  await server.register({
    name: 'items',
    register(plugin) {
      plugin.ext('onPostAuth', async (_request, h) => h.continue);
      plugin.route({ method: 'GET', path: '/items/{itemId}', handler: (request) => ({ item: request.params.itemId }) });
    },
  });
  server.route([
    {
      method: 'GET',
      path: '/users/{id}',
      async handler(request) {
        await tracer.startActiveSpan('query', async (span) => {
          await sleep(1);
          span.end();
        });
        return { id: request.params.id };
      },
    },
    { method: ['GET', 'PUT'], path: '/any', handler: (_request, h) => h.response().code(202) },
    { method: 'GET', path: '/ticket', options: { auth: 'ticket' }, handler: ({ auth }) => auth.credentials },
    { method: 'GET', path: '/files/{path*}', handler: (request) => request.params.path },
    {
      method: 'GET',
      path: '/throws',
      handler() {
        throw new Error('thrown');
      },
    },
  ]);
  await server.start();
  const paths = ['/users/7', '/items/9?full=1', '/any', '/ticket?ticket=5', '/files/a/b', '/throws', '/nowhere'];
  await visit(server.info.port, [...paths, ['/any', { method: 'PUT' }], ['/users/7', { method: 'HEAD' }]], '/users/');
  await server.stop();
}
main();
