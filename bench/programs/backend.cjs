// What fan-out.cjs asks; never under a preload.
const { createServer } = require('node:http');
const { ready } = require('./report.cjs');

const server = createServer((_request, response) => response.end('{"found":true}'));
server.listen(0, '127.0.0.1', () => ready(server));
