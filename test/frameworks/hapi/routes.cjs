/** The routes of the program, for both module systems. */
module.exports = async function listen(hapi, askPeer) {
  const server = hapi.server({ port: 0, host: '127.0.0.1', debug: false });
  const items = {
    name: 'items',
    register(plugin) {
      plugin.route({ method: 'GET', path: '/items/{itemId}', handler: (request) => ({ item: request.params.itemId }) });
    },
  };
  await server.register(items, { routes: { prefix: '/api/{version}' } });
  server.route([
    { method: 'GET', path: '/users/{userId}', handler: async (request) => ({ user: request.params.userId }) },
    { method: 'GET', path: '/peer', handler: () => askPeer() },
    {
      method: 'GET',
      path: '/fail',
      handler() {
        throw new Error('broken on purpose');
      },
    },
  ]);
  await server.start();
  return server.listener;
};
