/** The routes of the program, for both module systems. */
module.exports = function createApp(express, askPeer) {
  const app = express();
  const items = express.Router();
  items.get('/items/:itemId', (request, response) => response.json({ item: request.params.itemId }));
  app.use('/api/:version', items);
  app.get('/users/:userId', (request, response) => response.json({ user: request.params.userId }));
  app.get('/peer', (_request, response, next) => {
    askPeer().then((answer) => response.json(answer), next);
  });
  app.get('/fail', () => {
    throw new Error('broken on purpose');
  });
  // Express prints errors to stderr unless somebody takes them.
  app.use((_error, _request, response, _next) => response.status(500).json({ error: true }));
  return app;
};
