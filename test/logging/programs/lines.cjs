// A line of each level, and some more that the tests of settings look at.
const { createLogger, withLogContext } = require('@spanwise/logging');

const logger = createLogger({ name: 'orders' });
for (const level of ['debug', 'info', 'warning', 'error', 'critical']) logger[level](`at ${level}`);
logger.info('who changed what', { category: 'audit' });
for (let index = 0; index < 5; index++) logger.info('often');
withLogContext({ userId: 'ann', correlationId: 'c-1' }, () => logger.info('of ann'));
