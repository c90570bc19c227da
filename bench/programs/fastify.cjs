const fastify = require('fastify');
const { count, ready } = require('./report.cjs');

const app = fastify();
app.get('/users/:id', (request, reply) => {
  count();
  reply.send({ id: request.params.id });
});
app.listen({ port: 0, host: '127.0.0.1' }).then(() => ready(app.server));
