/** The routes of the program, for both module systems. */
module.exports = async function listen(fastify, askPeer) {
  const app = fastify();
  app.register(async (items) => items.get('/items/:itemId', async (request) => ({ item: request.params.itemId })), {
    prefix: '/api/:version',
  });
  app.get('/users/:userId', async (request) => ({ user: request.params.userId }));
  app.get('/peer', () => askPeer());
  app.get('/fail', async () => {
    throw new Error('broken on purpose');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
};
