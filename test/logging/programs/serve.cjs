const { setTimeout: wait } = require('node:timers/promises');

module.exports = function serve({ createServer, bunyan, pino, winston, createLogger, withLogContext }) {
  const ours = createLogger({ name: 'orders' });
  const ofWinston = winston.createLogger({ transports: [new winston.transports.Console()] });
  const ofPino = pino({}, pino.destination({ sync: true }));
  const inWorker = pino({ transport: { target: 'pino/file', options: { destination: 1 } } });
  const ofBunyan = bunyan.createLogger({ name: 'orders' });

  const server = createServer((request, response) => {
    const order = request.url.slice(1);
    withLogContext({ operation: 'checkout', userId: `user of ${order}` }, async () => {
      await wait(5);
      ours.child({ order }).info('of ours');
      ofWinston.child({ order }).info('of winston');
      ofPino.child({ order }).info('of pino');
      inWorker.info({ order }, 'of pino in a worker');
      ofBunyan.child({ order }).info('of bunyan');
      response.end();
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
  process.on('SIGTERM', () => server.close(() => process.exit()));
};
