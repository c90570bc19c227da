// A server that is called by others: with a sampled parent, an unsampled one, states, and headers that are wrong.
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { context, propagation, trace } = require('@opentelemetry/api');

const parent = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
const server = http.createServer((request, response) => {
  const span = trace.getActiveSpan();
  const outgoing = {};
  propagation.inject(context.active(), outgoing);
  console.log(`${request.url.slice(1)}: ${JSON.stringify({ recording: span.isRecording(), outgoing })}`);
  trace.getTracer('server').startSpan('inside').end();
  response.end();
});

// Headers as they are on the wire: doubled, folded or odd, which no client would send.
async function ask(path, ...headers) {
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.end([`GET /${path} HTTP/1.1`, 'host: test', 'connection: close', ...headers, '', ''].join('\r\n'));
  socket.resume();
  await once(socket, 'close');
}

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await ask('none');
  await ask('sampled', `traceparent: 00-${parent}-01`);
  await ask('unsampled', `traceparent: 00-${parent}-00`);
  await ask('random', `traceparent: 00-${parent}-03`);
  await ask('random-unsampled', `traceparent: 00-${parent}-02`);
  await ask('state', `traceparent: 00-${parent}-01`, 'tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE');
  await ask('two-states', `traceparent: 00-${parent}-01`, 'tracestate: a=1', 'tracestate: b=2');
  await ask('state-alone', 'tracestate: a=1');
  await ask('invalid', 'traceparent: 00-nothing-00');
  await ask('doubled', `traceparent: 00-${parent}-01`, `traceparent: 00-${parent}-00`);
  await ask('future-version', `traceparent: cc-${parent}-01-what-the-future-brings`);
  await ask('baggage', 'baggage: tenant=blue,region=eu%20west;ttl=5', `traceparent: 00-${parent}-01`);
  server.close();
}
main();
