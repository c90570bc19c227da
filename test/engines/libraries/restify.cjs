// A restify server: handlers that run before and for a route, errors.
const { once } = require('node:events');
const restify = require('restify');
const { visit } = require('./ask.cjs');

const server = restify.createServer({ name: 'shop' });
server.pre(function first(_request, _response, next) {
  setImmediate(next);
});
server.use(function tenant(_request, _response, next) {
  next();
});
server.get('/users/:id', (request, response, next) => {
  response.send({ id: request.params.id });
  next();
});
server.put('/users/:id', async (request, response) => {
  response.send(201, request.params.id);
});
server.get('/fails', (_request, _response, next) => next(new Error('passed on')));

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const paths = ['/users/7', ['/users/7', { method: 'PUT' }], '/fails', '/nowhere'];
  await visit(server.address().port, paths, '/users/');
  server.close();
}
main();
