// node:http with keep-alive: connections are used again, and requests on them belong to whoever made them.
const http = require('node:http');
const { once } = require('node:events');
const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('http-keep-alive');
const spot = (name) => tracer.startSpan(name).end();

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://host');
  spot(`handler of ${pathname}`);
  request.on('data', () => spot(`body of ${pathname}`));
  request.on('end', () => {
    spot(`end of ${pathname}`);
    setTimeout(() => {
      spot(`timer of ${pathname}`);
      response.on('finish', () => spot(`finish of ${pathname}`));
      response.statusCode = Number(pathname.match(/status\/(\d+)/)?.[1] ?? 200);
      response.end(JSON.stringify({ tenant: propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? null }));
    }, 2);
  });
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });

async function ask(path, { method = 'GET', body, headers } = {}) {
  const { port } = server.address();
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, port, path, method, headers, host: '127.0.0.1' }, (response) => {
      spot(`response of ${path}`);
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        spot(`response ended of ${path}`);
        resolve(text);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      tracer.startActiveSpan(`caller ${i}`, async (span) => {
        await ask(`/concurrent/${i}`);
        spot(`after /concurrent/${i}`);
        await ask(`/again/${i}`, { method: 'POST', body: 'a body' });
        span.end();
      }),
    ),
  );
  for (const status of [201, 204, 304, 400, 404, 500, 503]) await ask(`/status/${status}`);
  await ask('/query?secret=1&a=b');
  await ask('/method', { method: 'PUT', body: 'x' });
  await ask('/odd-method', { method: 'PURGE' });
  const baggage = propagation.createBaggage({ tenant: { value: 'blue & green' } });
  const text = await context.with(propagation.setBaggage(context.active(), baggage), () => ask('/baggage'));
  console.log(`baggage: ${text}`);
  await ask('/forwarded', { headers: { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'test/1' } });
  server.close();
  agent.destroy();
}
main();
