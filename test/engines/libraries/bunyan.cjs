// bunyan: every level, child loggers, serializers, streams, inside and outside of a span.
const { trace } = require('@opentelemetry/api');
const bunyan = require('bunyan');

const tracer = trace.getTracer('shop');
const lines = [];
const write = ({ time: _, pid: __, hostname: ___, ...record }) => lines.push(JSON.stringify(record));
const stream = { level: 'trace', type: 'raw', stream: { write } };
const logger = bunyan.createLogger({ name: 'shop', streams: [stream], serializers: { user: ({ id }) => ({ id }) } });

logger.info('outside');
tracer.startActiveSpan('work', (span) => {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) logger[level](`at ${level}`);
  logger.info({ text: 'a', number: 5, flag: true, list: [1, 'b'], nested: { a: { b: null } } }, 'attributes');
  logger.child({ request: 'r-1' }).warn({ more: 1 }, 'of a child');
  logger.info({ user: { id: 7, name: 'n' } }, 'serialized');
  logger.info('with %s and %d', 'text', 5);
  span.end();
});
logger.level('error');
logger.info('not wanted');
for (const line of lines) console.log(line);
