// The package undici, with its own client, pool and agent, beside the fetch of Node.js.
const { once } = require('node:events');
const { createServer } = require('node:http');
const undici = require('undici');

const server = createServer((request, response) => {
  request.resume();
  if (request.url === '/cut') return void request.socket.destroy();
  response.writeHead(request.url === '/refused' ? 403 : 200, { 'x-traced': String('traceparent' in request.headers) });
  response.end(`${request.method} ${request.url}`);
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  const print = async (what, { statusCode, headers, body }) =>
    console.log(`${what}: ${statusCode} ${await body.text()} ${headers['x-traced']}`);
  await print('request', await undici.request(`${origin}/users?page=2`));
  await print('post', await undici.request(`${origin}/users`, { method: 'POST', body: 'text', headers: ['x-a', '1'] }));
  await print('refused', await undici.request(`${origin}/refused`));
  const client = new undici.Client(origin);
  await print('client', await client.request({ path: '/client', method: 'GET', headers: { 'user-agent': 'shop/1' } }));
  await client.close();
  const pool = new undici.Pool(origin, { connections: 2 });
  await Promise.all(
    [1, 2, 3].map(async (i) => print(`pool ${i}`, await pool.request({ path: `/pool/${i}`, method: 'PUT' }))),
  );
  await pool.close();
  console.log(`fetch of the package: ${(await undici.fetch(`${origin}/fetched`)).status}`);
  console.log(`fetch of Node.js: ${(await fetch(`${origin}/global`)).status}`);
  await undici.request(`${origin}/cut`).catch((error) => console.log(`cut: ${error.code}`));
  await undici.request('http://127.0.0.1:1/').catch((error) => console.log(`closed: ${error.code}`));
  await undici.getGlobalDispatcher().close();
  server.close();
  server.closeAllConnections();
}
main();
