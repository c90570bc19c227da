// Requests that fail: nobody listens, the server hangs up, either side gives up, the handler throws.
const http = require('node:http');
const { once } = require('node:events');
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('http-errors');
const spot = (name) => tracer.startSpan(name).end();
const errors = [];
process.on('uncaughtException', (error) => {
  spot(`uncaught: ${error.message}`);
  errors.push(error.message);
});

const server = http.createServer((request, response) => {
  switch (request.url) {
    case '/hang-up':
      request.socket.destroy();
      break;
    case '/half':
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
      break;
    case '/throw':
      setImmediate(() => response.writeHead(500).end('thrown'));
      throw new Error('handler threw');
    case '/aborted':
      response.on('close', () => spot('server saw the close'));
      request.socket.once('close', () => server.emit('gone'));
      server.emit('arrived');
      break;
    default:
      response.end('fine');
  }
});

async function ask(name, options, then) {
  await tracer.startActiveSpan(name, async (span) => {
    const { port } = server.address();
    const request = http.get({ port, host: '127.0.0.1', agent: false, path: `/${name}`, ...options });
    const outcome = new Promise((resolve) => {
      request.on('error', (error) => {
        spot(`error: ${error.code}`);
        resolve(error.code);
      });
      request.on('response', (response) => {
        response.resume();
        response.on('error', (error) => resolve(`response ${error.code}`));
        response.on('end', () => resolve(response.statusCode));
      });
    });
    await then?.(request);
    console.log(`${name}: ${await outcome}`);
    span.end();
  });
}

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await ask('fine');
  await ask('hang-up');
  await ask('half');
  await ask('throw');
  await ask('aborted', {}, async (request) => {
    const gone = once(server, 'gone');
    await once(server, 'arrived');
    request.destroy();
    await gone;
  });
  await ask('aborted before it was sent', { path: '/fine' }, async (request) => request.destroy());
  const closed = http.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address();
  closed.close();
  await once(closed, 'close');
  await ask('nobody listens', { path: '/', port });
  console.log(`uncaught: ${errors.join()}`);
  server.close();
}
main();
