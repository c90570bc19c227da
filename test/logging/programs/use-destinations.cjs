module.exports = function use({ readFileSync, pino, winston }) {
  const transports = [new winston.transports.Console()];
  const first = winston.createLogger({ transports });
  const second = winston.createLogger({ transports });
  first.info('of the first');
  second.info('of the second');
  console.log('transports: %d', transports.length);

  const [, , file] = process.argv;
  const destination = pino.destination({ dest: file, sync: false, minLength: 4096 });
  const logger = pino({}, destination);
  destination.once('ready', () => {
    logger.info('of pino');
    logger.flush(() => console.log('flushed: %d', readFileSync(file, 'utf8').split('\n').length - 1));
  });
};
