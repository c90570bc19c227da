/** The routes of the program, for both module systems. */
module.exports = function createApp(Koa, Router, askPeer) {
  const app = new Koa();
  const items = new Router();
  items.get('/items/:itemId', (ctx) => {
    ctx.body = { item: ctx.params.itemId };
  });
  const router = new Router();
  router.use('/api/:version', items.routes());
  router.get('/users/:userId', async (ctx) => {
    ctx.body = { user: ctx.params.userId };
  });
  router.get('/peer', async (ctx) => {
    ctx.body = await askPeer();
  });
  router.get('/fail', () => {
    throw new Error('broken on purpose');
  });
  app.use(router.routes());
  // Koa prints errors to stderr unless somebody listens.
  app.on('error', () => {});
  return app;
};
