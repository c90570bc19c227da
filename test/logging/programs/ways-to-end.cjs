// Writes lines to a file, to stdout and over OTLP, more of them in the way that it ends, which is named.
const { createLogger } = require('@spanwise/logging');

const [way, file] = process.argv.slice(2);
const logger = createLogger({ name: 'ending', file, rate: 1000 });

function write(count, when) {
  for (let index = 0; index < count; index++) logger.info(`${when} ${index}`);
}

function waitForSignal() {
  setInterval(() => {}, 1000);
  write(300, 'before');
  if (process.env.A_TURN_LATER) setImmediate(() => setImmediate(console.log, 'ready'));
  else console.log('ready');
}

const ways = {
  'empty loop': () => write(300, 'before'),
  'process.exit'() {
    write(300, 'before');
    process.exit(3);
  },
  throw() {
    write(300, 'before');
    throw new Error('boom');
  },
  rejection() {
    write(300, 'before');
    Promise.reject(new Error('boom'));
  },
  SIGINT: waitForSignal,
  SIGTERM: waitForSignal,
  'SIGTERM with drain'() {
    process.once('SIGTERM', () => {
      setTimeout(() => {
        write(10, 'drained');
        process.exit(0);
      }, 100);
    });
    waitForSignal();
  },
};
process.on('exit', () => logger.warn('in exit'));
setTimeout(ways[way], 10);
