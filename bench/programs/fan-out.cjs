// Each request asks a service in another process three times, at once.
const { createServer } = require('node:http');
const { Pool } = require('undici');
const { count, ready } = require('./report.cjs');

const backend = new Pool(process.env.BENCH_BACKEND, { connections: 128 });
const paths = ['/users/42', '/orders/7', '/prices/eur'];

async function ask(path) {
  const { body } = await backend.request({ path, method: 'GET' });
  return body.text();
}

const server = createServer(async (_request, response) => {
  count();
  const parts = await Promise.all(paths.map(ask));
  response.setHeader('content-type', 'application/json');
  response.end(`[${parts.join(',')}]`);
});
server.listen(0, '127.0.0.1', () => ready(server));
