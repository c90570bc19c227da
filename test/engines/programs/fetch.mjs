// fetch (undici) against node:http: concurrent, streamed, redirected, aborted and refused requests.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('fetch');
const spot = (name) => tracer.startSpan(name).end();
const server = createServer((request, response) => {
  if (request.url === '/redirect') response.writeHead(302, { location: '/target' }).end();
  else if (request.url === '/hang') server.emit('hanging');
  else if (request.url === '/hang-up') request.socket.destroy();
  else if (request.url === '/error') response.writeHead(500).end('broken');
  else {
    // Only the header: whether it came is the point.
    response.setHeader('x-traced', `${request.headers.traceparent !== undefined}`);
    request.resume().on('end', () => setTimeout(() => response.end('text'), 1));
  }
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const base = `http://127.0.0.1:${server.address().port}`;

async function ask(name, path, options) {
  await tracer.startActiveSpan(name, async (span) => {
    try {
      const response = await fetch(base + path, options);
      spot('after the headers');
      console.log(`${name}: ${response.status} ${await response.text()} ${response.headers.get('x-traced')}`);
      spot('after the body');
    } catch (error) {
      spot('after the error');
      console.log(`${name}: ${error.name} ${error.cause?.code ?? ''}`);
    }
    span.end();
  });
}

await ask('plain', '/plain');
await ask('body', '/body', { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'user-agent': 'test/1' } });
await ask('redirected', '/redirect');
await ask('server error', '/error');
await ask('hung up', '/hang-up');
const controller = new AbortController();
server.once('hanging', () => controller.abort());
await ask('aborted', '/hang', { signal: controller.signal });
await ask('aborted before', '/never', { signal: AbortSignal.abort() });
await ask('query', '/query?a=1&token=secret');
await Promise.all(Array.from({ length: 8 }, (_, i) => ask(`concurrent ${i}`, `/concurrent/${i}`)));
await fetch(`${base}/without-a-span`);
await context.with(context.active(), () => fetch(`${base}/in-a-context`));
server.close();
server.closeAllConnections();
