// A server that answers in several ways and asks itself for `/inner` on the way to `/outer`; it says what it was told.
const { createServer } = require('node:http');

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/outer') {
    console.log('asking %s', 'inner');
    const inner = await fetch(`http://127.0.0.1:${server.address().port}/inner`);
    response.end(await inner.text());
  } else if (pathname === '/inner') {
    response.end(JSON.stringify({ id: request.headers['x-trace-id'], baggage: request.headers.baggage }));
  } else if (pathname === '/heads') {
    response.writeHead(201, ['content-type', 'text/plain']).end('made');
  } else if (pathname === '/fails') {
    console.error(new TypeError('broken'));
    response.writeHead(500).end();
  } else if (pathname === '/hangs') {
    console.warn('waiting');
  } else {
    response.writeHead(404).end('no such thing');
  }
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.on('SIGTERM', () => {
  server.close(() => process.exit());
  server.closeAllConnections();
});
