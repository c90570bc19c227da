// Says what a service that is called within a context is told in baggage.
const { createServer } = require('node:http');
const { withLogContext } = require('@spanwise/logging');

const server = createServer((request, response) => response.end(request.headers.baggage ?? 'none'));
server.listen(0, '127.0.0.1', () => {
  withLogContext({ correlationId: 'c 1', operation: 'checkout', userId: 'ann' }, async () => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}`);
    console.log(await response.text());
    server.close();
    server.closeAllConnections();
  });
});
