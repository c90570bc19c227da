// pino: every level, child loggers, errors, serializers, mixins, inside and outside of a span.
const { trace } = require('@opentelemetry/api');
const pino = require('pino');

const tracer = trace.getTracer('shop');
// What differs from run to run is left out of the lines.
const options = { level: 'trace', base: { name: 'shop' }, timestamp: false };
const logger = pino(options, pino.destination({ sync: true }));
const formatted = pino(
  {
    ...options,
    messageKey: 'message',
    customLevels: { audit: 35 },
    formatters: { level: (label) => ({ severity: label }) },
    mixin: () => ({ mixed: 'in' }),
    redact: ['password'],
    serializers: { user: ({ id }) => ({ id }) },
  },
  pino.destination({ sync: true }),
);

logger.info('outside');
tracer.startActiveSpan('work', (span) => {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) logger[level](`at ${level}`);
  logger.info({ text: 'a', number: 5, flag: true, list: [1, 'b'], nested: { a: { b: null } } }, 'attributes');
  logger.child({ request: 'r-1' }).warn({ more: 1 }, 'of a child');
  logger.info('with %s and %d', 'text', 5);
  logger.info({ msg: 'in the object' });
  formatted.audit({ user: { id: 7, name: 'n' }, password: 'secret' }, 'formatted');
  formatted.child({ part: 'p' }, { msgPrefix: '[p] ' }).info('prefixed');
  span.end();
});
logger.level = 'error';
logger.info('not wanted');
