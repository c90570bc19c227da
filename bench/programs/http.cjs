const { createServer } = require('node:http');
const { count, ready } = require('./report.cjs');

const server = createServer((_request, response) => {
  count();
  response.setHeader('content-type', 'application/json');
  response.end('{"hello":"world"}');
});
server.listen(0, '127.0.0.1', () => ready(server));
