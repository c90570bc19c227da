import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { makeCertificates } from '../test-support/certificates.ts';
import { openGate } from '../test-support/gate.ts';
import { startReceiver } from '../test-support/receiver.ts';
import { bodyOf, field, idsIn, startSender } from '../test-support/sender.ts';

test('sends protobuf with its length, user agent and headers to the path of the signal', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url, { headers: { 'X-Key': 'secret' } });
  sender.enqueue('logs', bodyOf(1), 1);
  assert.equal(await sender.flush(5000), true);
  const { path, headers, body } = receiver.requests[0]!;
  assert.equal(path, '/v1/logs');
  assert.deepEqual(body, bodyOf(1));
  assert.equal(headers['content-type'], 'application/x-protobuf');
  assert.equal(headers['content-length'], String(body.length));
  assert.equal(headers['transfer-encoding'], undefined);
  assert.equal(headers['user-agent'], 'otlp-test/1.0');
  assert.equal(headers['x-key'], 'secret');
});

test('joins protobuf bodies into one request, never JSON ones', async () => {
  await using receiver = await startReceiver();
  await using binary = startSender(receiver.url);
  for (let id = 0; id < 100; id++) binary.enqueue('traces', bodyOf(id), 1);
  assert.ok(await binary.flush(5000));
  assert.equal(receiver.requests.length, 1);
  assert.deepEqual(
    idsIn(receiver.requests[0]!.body),
    Array.from({ length: 100 }, (_, id) => id),
  );
  receiver.requests.length = 0;
  await using json = startSender(receiver.url, { protocol: 'http/json' });
  for (let id = 0; id < 20; id++) json.enqueue('traces', Buffer.from(`{"id":"<${id}>"}`), 1);
  assert.ok(await json.flush(5000));
  assert.equal(receiver.requests.length, 20);
  assert.equal(receiver.requests[0]!.headers['content-type'], 'application/json');
});

test('keeps requests below a mebibyte, eight at a time, and reuses connections', async () => {
  const gate = openGate(8);
  await using receiver = await startReceiver((_, response) => gate.enter(() => response.end()));
  await using sender = startSender(receiver.url);
  for (let id = 0; id < 80; id++) sender.enqueue('traces', bodyOf(id, 300_000), 1);
  assert.ok(await sender.flush(10_000));
  assert.equal(gate.most(), 8);
  assert.ok(receiver.connections <= 8, `${receiver.connections} connections`);
  for (const { body } of receiver.requests) assert.ok(body.length <= 2 ** 20);
  assert.equal(receiver.requests.flatMap(({ body }) => idsIn(body)).length, 80);
  assert.equal(sender.stats().signals.traces.requests['']!.count, receiver.requests.length);
});

test('gzip of what is worth it', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url, { compression: 'gzip' });
  sender.enqueue('traces', bodyOf(1), 1);
  await sender.flush(5000);
  sender.enqueue('traces', bodyOf(2, 50_000), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(receiver.requests[0]!.headers['content-encoding'], undefined);
  assert.equal(receiver.requests[1]!.headers['content-encoding'], 'gzip');
  assert.ok(Number(receiver.requests[1]!.headers['content-length']) < 5000);
  assert.deepEqual(receiver.requests[1]!.body, bodyOf(2, 50_000));
});

test('TLS with its own authority and client certificate', async () => {
  const { ca, server, client } = await makeCertificates();
  await using receiver = await startReceiver(undefined, { ...server, ca, requestCert: true, rejectUnauthorized: true });
  const tls = { ca, cert: client.cert, key: client.key };
  await using sender = startSender(receiver.url, { tls });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(receiver.requests.length, 1);

  await using stranger = startSender(receiver.url);
  stranger.enqueue('traces', bodyOf(2), 1);
  assert.equal(await stranger.flush(500), false);
  assert.match(stranger.lines.join(), /fails: .*OTEL_EXPORTER_OTLP_CERTIFICATE/);
  assert.equal(receiver.requests.length, 1);
  await stranger.shutdown(0);

  await using anonymous = startSender(receiver.url, { tls: { ca } });
  anonymous.enqueue('traces', bodyOf(3), 1);
  assert.equal(await anonymous.flush(500), false);
  assert.match(anonymous.lines.join(), /OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE/);
});

test('a redirect is a failure, told with its target', async () => {
  await using receiver = await startReceiver((_, response) =>
    response.writeHead(308, { location: 'https://user:pass@elsewhere.example/v1/traces' }).end(),
  );
  await using sender = startSender(receiver.url);
  sender.enqueue('traces', bodyOf(1), 4);
  assert.equal(await sender.flush(5000), false);
  assert.equal(receiver.requests.length, 1);
  assert.deepEqual(sender.stats().signals.traces.dropped, { 308: 4 });
  assert.deepEqual(sender.lines, [
    `OTLP export of traces to ${receiver.url} is refused: 308 Permanent Redirect: redirects to https://elsewhere.example are not followed; it is dropped. Set OTEL_EXPORTER_OTLP_ENDPOINT to where it redirects.`,
  ]);
});

test('a connection that the server closed while idle costs nothing', async () => {
  // A server that answers one request a connection and closes it without a word as the next one comes.
  const seen: number[] = [];
  const server = createServer((socket: Socket) => {
    let answered = false;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      if (answered) {
        socket.resetAndDestroy();
        return;
      }
      answered = true;
      seen.push(...idsIn(chunk));
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using sender = startSender(`http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}`);
  for (let id = 0; id < 3; id++) {
    sender.enqueue('traces', bodyOf(id), 1);
    assert.ok(await sender.flush(5000));
  }
  assert.deepEqual(seen, [0, 1, 2]);
  assert.deepEqual(Object.keys(sender.stats().signals.traces.requests), [''], 'no failed attempt');
  assert.deepEqual(sender.lines, []);
  await sender.shutdown(0);
  server.close();
});

test('credentials in the url become a header and are never shown', async () => {
  await using receiver = await startReceiver((_, response) => response.writeHead(401).end());
  await using sender = startSender(receiver.url.replace('//', '//me:p%40ss@'));
  sender.enqueue('traces', bodyOf(1), 1);
  await sender.flush(5000);
  assert.equal(receiver.requests[0]!.headers.authorization, `Basic ${btoa('me:p@ss')}`);
  assert.match(sender.lines[0]!, /401 Unauthorized; it is dropped. See OTEL_EXPORTER_OTLP_HEADERS/);
  assert.doesNotMatch(sender.lines.join(), /p%40ss|p@ss/);
});

test('a percent sign in a password is one', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url.replace('//', '//me:50%@'));
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(receiver.requests[0]!.headers.authorization, `Basic ${btoa('me:50%')}`);
});

test('a header that HTTP forbids is told without its value', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url, { headers: { authorization: 'top\nsecret' } });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.equal(await sender.flush(5000), false);
  assert.match(sender.lines[0]!, /authorization.*OTEL_EXPORTER_OTLP_HEADERS/);
  assert.doesNotMatch(sender.lines.join(), /secret/);
});

test('a wrong url is an error at once, without its credentials', () => {
  assert.throws(() => startSender('ftp://me:secret@host'), /got 'ftp:\/\/\*\*\*@host\/v1\/traces', expected a url/);
});

test('a response that is too long, or cut off, still has its status', async () => {
  await using receiver = await startReceiver((_, response) => response.end(Buffer.alloc(2 ** 20)));
  await using sender = startSender(receiver.url);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  receiver.answer = (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('x');
    setTimeout(() => response.destroy(), 20);
  };
  sender.enqueue('traces', bodyOf(2), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(sender.stats().signals.traces.exported, 2);
});

test('partial success is counted and told once for each signal', async () => {
  const partial = field(1, Buffer.concat([field(1, 3), field(2, 'attributes too long')]));
  await using receiver = await startReceiver((_, response) => response.end(partial));
  await using sender = startSender(receiver.url);
  for (let id = 0; id < 2; id++) {
    sender.enqueue('traces', bodyOf(id), 10);
    await sender.flush(5000);
  }
  sender.enqueue('logs', bodyOf(3), 2);
  await sender.flush(5000);
  const { traces, logs } = sender.stats().signals;
  assert.equal(traces.exported, 14);
  assert.deepEqual(traces.dropped, { rejected: 6 });
  assert.equal(logs.exported, 0, 'no more than it held');
  assert.deepEqual(sender.lines, [
    `OTLP server ${receiver.url} rejected 3 spans: attributes too long`,
    `OTLP server ${receiver.url} rejected 2 log records: attributes too long`,
  ]);
});

test('a warning of the server in JSON', async () => {
  const body = JSON.stringify({ partialSuccess: { errorMessage: 'please upgrade' } });
  await using receiver = await startReceiver((_, response) =>
    response.setHeader('content-type', 'application/json').end(body),
  );
  await using sender = startSender(receiver.url, { protocol: 'http/json' });
  sender.enqueue('traces', Buffer.from('{}'), 1);
  assert.ok(await sender.flush(5000));
  assert.deepEqual(sender.lines, [`OTLP server ${receiver.url} took everything but warns: please upgrade`]);
});

test('413 splits what was joined before it drops anything', async () => {
  const taken: number[] = [];
  await using receiver = await startReceiver(({ body }, response) => {
    if (body.length > 1000) response.writeHead(413).end();
    else {
      taken.push(...idsIn(body));
      response.end();
    }
  });
  await using sender = startSender(receiver.url);
  for (let id = 0; id < 10; id++) sender.enqueue('traces', bodyOf(id, id === 5 ? 2000 : 900), 1);
  assert.equal(await sender.flush(5000), false);
  assert.deepEqual(
    taken.sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 6, 7, 8, 9],
  );
  assert.deepEqual(sender.stats().signals.traces.dropped, { 413: 1 });
  assert.equal(sender.lines.length, 1);
});

test('an answer that comes before the request is there', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n');
    socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using sender = startSender(`http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}`);
  sender.enqueue('traces', bodyOf(1, 8_000_000), 3);
  assert.equal(await sender.flush(5000), false);
  assert.deepEqual(sender.stats().signals.traces.dropped, { 413: 3 });
  assert.match(sender.lines[0]!, /413 Content Too Large; it is dropped/);
  await sender.shutdown(0);
  server.close();
});

test('a port that speaks something else is told', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using sender = startSender(`http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}`);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.equal(await sender.flush(300), false);
  assert.match(
    sender.lines[0]!,
    /fails: Parse Error: Expected HTTP.* Does that port speak HTTP\? See OTEL_EXPORTER_OTLP_PROTOCOL/,
  );
  await sender.shutdown(0);
  server.close();
});

test('what a program does to node:http is not done to exports', async () => {
  await using receiver = await startReceiver();
  const seen: unknown[] = [];
  const onRequest = (message: unknown): void => {
    seen.push(message);
  };
  subscribe('http.client.request.start', onRequest);
  const { request } = http;
  http.request = () => {
    throw new Error('no requests in tests');
  };
  try {
    await using sender = startSender(receiver.url);
    sender.enqueue('traces', bodyOf(1), 1);
    assert.ok(await sender.flush(5000));
  } finally {
    http.request = request;
    unsubscribe('http.client.request.start', onRequest);
  }
  assert.deepEqual(seen, []);
});

test('a key of another certificate is told, whatever the size of the body', async () => {
  const [{ client }, other] = [await makeCertificates(), await makeCertificates()];
  for (const compression of ['none', 'gzip'] as const) {
    for (const protocol of ['http/protobuf', 'grpc'] as const) {
      const tls = { cert: client.cert, key: other.client.key };
      await using sender = startSender('https://127.0.0.1:9', { tls, compression, protocol });
      sender.enqueue('traces', bodyOf(1, 50_000), 2);
      assert.equal(await sender.flush(5000), false);
      assert.match(
        sender.lines.join(),
        /is refused: key values mismatch; it is dropped\. See .*CLIENT_CERTIFICATE and/,
      );
      assert.equal(sender.lines.length, 1);
    }
  }
});

test('a connection is not used again when the server is about to close it', async () => {
  for (const [keepAlive, connections] of [
    ['timeout=1, max=100', 2],
    ['timeout=60', 1],
  ] as const) {
    await using receiver = await startReceiver((_, response) => response.setHeader('keep-alive', keepAlive).end());
    await using sender = startSender(receiver.url);
    for (let id = 0; id < 2; id++) {
      sender.enqueue('traces', bodyOf(id), 1);
      assert.ok(await sender.flush(5000));
    }
    assert.equal(receiver.connections, connections, keepAlive);
  }
});

test('headers of a setting say nothing about the length of a body or the connection', async () => {
  await using receiver = await startReceiver();
  const headers = { 'Content-Length': '1', 'transfer-encoding': 'chunked', Connection: 'close', 'x-key': 'a' };
  await using sender = startSender(receiver.url, { headers });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.deepEqual(receiver.requests[0]!.body, bodyOf(1));
  assert.equal(receiver.requests[0]!.headers['x-key'], 'a');
});
