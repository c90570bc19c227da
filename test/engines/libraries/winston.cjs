// winston: every level, child loggers, errors, formats, inside and outside of a span.
const { trace } = require('@opentelemetry/api');
const winston = require('winston');

const tracer = trace.getTracer('shop');
const console_ = new winston.transports.Console();
const logger = winston.createLogger({ level: 'silly', format: winston.format.json(), transports: [console_] });
const custom = winston.createLogger({
  levels: winston.config.syslog.levels,
  level: 'debug',
  format: winston.format.combine(winston.format.splat(), winston.format.json()),
  transports: [console_],
});

logger.info('outside');
tracer.startActiveSpan('work', (span) => {
  for (const level of Object.keys(winston.config.npm.levels)) logger.log(level, `at ${level}`);
  for (const level of Object.keys(winston.config.syslog.levels)) custom.log(level, `at ${level}`);
  logger.info('attributes', {
    text: 'a',
    number: 5,
    flag: true,
    list: [1, 'b'],
    nested: { a: { b: null } },
    none: undefined,
  });
  logger.child({ request: 'r-1' }).warn('of a child', { more: 1 });
  logger.error(Object.assign(new Error('an error'), { code: 'E1' }).message, { code: 'E1' });
  custom.info('with %s and %d', 'text', 5, { last: true });
  logger.log({ level: 'info', message: 'an object', extra: 'x' });
  const timer = logger.startTimer();
  timer.logger.info('of a timer');
  span.end();
});
logger.level = 'error';
logger.info('not wanted');
logger.configure({ format: winston.format.simple(), transports: [console_] });
logger.error('after configure');
