// A connect application: middleware, mounted paths, errors.
const connect = require('connect');
const { once } = require('node:events');
const { visit } = require('./ask.cjs');

const app = connect();
app.use(function first(_request, _response, next) {
  setImmediate(next);
});
app.use('/users', (request, response) => response.end(`user ${request.url}`));
app.use('/throws', () => {
  throw new Error('thrown');
});
app.use('/next-error', (_request, _response, next) => next(Object.assign(new Error('passed on'), { status: 418 })));
app.use((error, _request, response, _next) => {
  response.statusCode = error.status ?? 500;
  response.end(error.message);
});

async function main() {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await visit(server.address().port, ['/users/7', '/throws', '/next-error', '/nowhere'], '/users/');
  server.close();
}
main();
