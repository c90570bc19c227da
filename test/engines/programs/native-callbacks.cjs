// Callbacks that come back from the operating system, from thread pools and from child processes.
const { execFile, spawn } = require('node:child_process');
const crypto = require('node:crypto');
const dns = require('node:dns');
const fs = require('node:fs');
const { once } = require('node:events');
const net = require('node:net');
const dgram = require('node:dgram');
const readline = require('node:readline');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('native-callbacks');
const spot = (name) => tracer.startSpan(name).end();
const inside = (name, fn) =>
  tracer.startActiveSpan(name, async (span) => {
    await fn(span);
    span.end();
  });
const called = (name, start) => new Promise((resolve) => start(() => resolve(spot(name))));

async function main() {
  await inside('fs', async () => {
    await called('stat', (done) => fs.stat(__filename, done));
    await called('readFile', (done) => fs.readFile(__filename, done));
    await called('a file that is not there', (done) => fs.readFile('/nowhere/at/all', done));
    await fs.promises.readFile(__filename);
    spot('promises.readFile');
    const stream = fs.createReadStream(__filename, { end: 10 });
    stream.on('data', () => spot('read stream'));
    await once(stream, 'close');
  });
  await inside('zlib', async () => {
    await called('gzip', (done) => zlib.gzip('text', done));
    await promisify(zlib.deflate)('text');
    spot('promisified deflate');
    const gzip = zlib.createGzip();
    gzip.on('data', () => spot('gzip stream'));
    gzip.end('text');
    await once(gzip, 'end');
  });
  await inside('crypto', async () => {
    await called('randomBytes', (done) => crypto.randomBytes(8, done));
    await called('scrypt', (done) => crypto.scrypt('password', 'salt', 16, { N: 2 }, done));
    await called('pbkdf2', (done) => crypto.pbkdf2('password', 'salt', 1, 16, 'sha256', done));
    await crypto.subtle.digest('SHA-256', Buffer.from('text'));
    spot('subtle.digest');
  });
  await inside('dns', async () => {
    await called('lookup', (done) => dns.lookup('127.0.0.1', done));
    await dns.promises.lookup('127.0.0.1');
    spot('promises.lookup');
  });
  await inside('child process', async () => {
    const node = [process.execPath, ['-e', 'console.log(1)'], { env: {} }];
    await called('execFile', (done) => execFile(...node, done));
    const child = spawn(...node);
    child.stdout.on('data', () => spot('child output'));
    child.on('exit', () => spot('child exit'));
    await once(child, 'close');
  });
  await inside('net', async () => {
    const server = net.createServer((socket) => {
      spot('connection');
      socket.on('data', (data) => socket.end(data));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = net.connect(server.address().port, '127.0.0.1', () => {
      spot('connected');
      socket.write('ping');
    });
    socket.on('data', () => spot('answer'));
    await once(socket, 'close');
    server.close();
    await once(server, 'close');
  });
  await inside('dgram', async () => {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const received = once(socket, 'message');
    await called('sent', (done) => socket.send('x', socket.address().port, '127.0.0.1', done));
    await received;
    spot('message');
    socket.close();
  });
  await inside('readline', async () => {
    const lines = readline.createInterface({ input: fs.createReadStream(__filename, { end: 60 }) });
    for await (const _line of lines) {
      spot('a line');
      break;
    }
  });
}
main();
