// Logs what must not be written, in each place of a line, and answers a request whose path has it.
const { createServer } = require('node:http');
const { createLogger } = require('@spanwise/logging');

const secret = ['AKIA', 'QK3ZPDM7XW2NB5RT'].join('');
const url = `https://ann:${secret}@example.com/`;
const logger = createLogger({ name: 'orders' });
logger.info(`message ${secret}`, { order: 7 });
logger.info('fields', { password: secret, nested: { list: [url] }, inner: new Error(`inner ${secret}`), order: 7 });
logger.child({ authorization: `Bearer ${secret}` }).info('child');
logger.error('error', { error: new Error(`outer ${secret}`, { cause: new Error(`cause ${secret}`) }) });
const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1', async () => {
  await fetch(`http://127.0.0.1:${server.address().port}/keys/${secret}`);
  server.close();
  server.closeAllConnections();
});
