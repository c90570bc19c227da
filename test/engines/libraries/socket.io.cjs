// Socket.IO: events both ways, acknowledgements, rooms and namespaces, over one connection.
const { trace } = require('@opentelemetry/api');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { Server } = require('socket.io');
const { io: connect } = require('socket.io-client');

const tracer = trace.getTracer('chat');

async function main() {
  const http = createServer();
  const server = new Server(http);
  server.on('connection', (socket) => {
    socket.on('add', (a, b, answer) => {
      tracer.startSpan('in handler').end();
      answer(a + b);
    });
    socket.on('join', (room, answer) => {
      socket.join(room);
      server.to(room).emit('joined', room);
      answer();
    });
  });
  const orders = server.of('/orders');
  orders.on('connection', () => orders.emit('welcome', { to: 'orders' }));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${http.address().port}`;
  const client = connect(url, { transports: ['websocket'] });
  await once(client, 'connect');
  console.log(`sum: ${await client.emitWithAck('add', 1, 2)}`);
  const joined = once(client, 'joined');
  await client.emitWithAck('join', 'room');
  console.log(`joined: ${await joined}`);
  const buyer = connect(`${url}/orders`, { transports: ['websocket'] });
  console.log(`welcome: ${JSON.stringify(await once(buyer, 'welcome'))}`);
  client.disconnect();
  buyer.disconnect();
  await server.close();
}
main();
