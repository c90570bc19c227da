// A server whose requests all wait until as many as are named are there, and then write lines at different times.
const { EventEmitter, once } = require('node:events');
const { createServer } = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const pino = require('pino');
const { createLogger, withLogContext } = require('@spanwise/logging');

const [count, file, pinoFile] = process.argv.slice(2);
const logger = createLogger({ name: 'many', file, outputs: [] });
const ofPino = pino({}, pino.destination({ dest: pinoFile, sync: false, minLength: 8192 }));
const gate = new EventEmitter().setMaxListeners(0);
let waiting = 0;

const server = createServer((request, response) => {
  const id = request.url.slice(1);
  withLogContext({ correlationId: id, userId: id, operation: `op-${id}`, tenant: `t-${id}` }, async () => {
    logger.info('begun', { id });
    if (++waiting === Number(count)) setImmediate(() => gate.emit('open'));
    await once(gate, 'open');
    await wait(Math.random() * 50);
    logger.child({ id }).info('waited');
    await withLogContext({ operation: `inner-${id}` }, async () => {
      await null;
      logger.info('inner', { id });
      ofPino.info({ id }, 'of pino');
    });
    setTimeout(() => {
      logger.warn('done', { id });
      response.end('ok');
    });
  });
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.on('SIGTERM', () => process.exit());
