'use strict';

const winston = require('winston');

/** A winston logger that writes one JSON object a line to stdout. */
exports.createLogger = function createLogger(service) {
  return winston.createLogger({
    level: process.env.LOG_LEVEL || 'info',
    defaultMeta: { service },
    format: winston.format.combine(
      winston.format.errors({ stack: true }),
      winston.format.timestamp(),
      winston.format.json(),
    ),
    transports: [new winston.transports.Console()],
  });
};

/**
 * Tells the process manager that the service is ready, if there is one, and runs `stop` once when it is asked to end:
 * by a signal, by the message `shutdown` (PM2's way, the only one on Windows) or because the manager itself is gone.
 */
exports.ready = function ready(logger, url, stop) {
  let stopping = false;
  async function end(reason) {
    if (stopping) return;
    stopping = true;
    logger.info('stopping', { reason });
    try {
      await stop();
    } catch (error) {
      logger.error(error);
      process.exitCode = 1;
    }
    if (process.connected) process.disconnect();
  }

  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  logger.info('listening', { url });
  if (!process.send) return;
  process.on('message', (message) => message === 'shutdown' && end(message));
  process.on('disconnect', () => end('disconnect'));
  process.send({ ready: url });
};
