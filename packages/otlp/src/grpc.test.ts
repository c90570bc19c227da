import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { makeCertificates } from '../test-support/certificates.ts';
import { startGrpcReceiver } from '../test-support/grpc-receiver.ts';
import { runProgram } from '../test-support/program.ts';
import { freePort, startReceiver } from '../test-support/receiver.ts';
import { bodyOf, destinationsAt, field, idsIn, startSender } from '../test-support/sender.ts';

const grpc = { protocol: 'grpc' } as const;

test('each signal to its service, with metadata and user agent', async () => {
  await using receiver = await startGrpcReceiver();
  await using sender = startSender(receiver.url, { ...grpc, headers: { 'X-Key': 'secret' } });
  for (const signal of ['traces', 'metrics', 'logs'] as const) sender.enqueue(signal, bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.deepEqual(receiver.requests.map(({ path }) => path).sort(), [
    '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  ]);
  const { metadata, body } = receiver.requests[0]!;
  assert.deepEqual(body, bodyOf(1));
  assert.deepEqual(metadata.get('x-key'), ['secret']);
  assert.deepEqual(metadata.get('user-agent'), ['otlp-test/1.0']);
});

test('gzip, and many bodies at a time', async () => {
  await using receiver = await startGrpcReceiver();
  await using sender = startSender(receiver.url, { ...grpc, compression: 'gzip' });
  for (let id = 0; id < 60; id++) sender.enqueue('traces', bodyOf(id, 300_000), 1);
  assert.ok(await sender.flush(20_000));
  const ids = receiver.requests.flatMap(({ body }) => idsIn(body));
  assert.equal(new Set(ids).size, 60);
  assert.equal(receiver.requests.length, 20);
});

test('a url without scheme follows `insecure`', async () => {
  await using receiver = await startGrpcReceiver();
  await using sender = startSender(`127.0.0.1:${receiver.port}`, { ...grpc, insecure: true });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  await using secure = startSender(`localhost:${receiver.port}`, grpc);
  secure.enqueue('traces', bodyOf(1), 1);
  assert.equal(await secure.flush(1000), false);
  assert.match(secure.lines.join(), /OTLP export to https:\/\/localhost:\d+ fails: .*speak TLS\?/);
});

test('TLS with its own authority and client certificate', async () => {
  const { ca, server, client } = await makeCertificates();
  const keys = [{ cert_chain: Buffer.from(server.cert), private_key: Buffer.from(server.key) }];
  const credentials = ServerCredentials.createSsl(Buffer.from(ca), keys, true);
  await using receiver = await startGrpcReceiver(undefined, credentials);
  const url = receiver.url.replace('http:', 'https:');
  await using sender = startSender(url, { ...grpc, tls: { ca, cert: client.cert, key: client.key } });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000), sender.lines.join());
  assert.ok(await startSenderOnce(url.replace('127.0.0.1', 'localhost'), { ca, cert: client.cert, key: client.key }));
  await using stranger = startSender(url, grpc);
  stranger.enqueue('traces', bodyOf(1), 1);
  assert.equal(await stranger.flush(1000), false);
  assert.match(stranger.lines.join(), /OTEL_EXPORTER_OTLP_CERTIFICATE/);
});

async function startSenderOnce(url: string, tls: { ca: string; cert: string; key: string }): Promise<boolean> {
  await using sender = startSender(url, { ...grpc, tls });
  sender.enqueue('traces', bodyOf(1), 1);
  return await sender.flush(5000);
}

test('RESOURCE_EXHAUSTED is tried again only with RetryInfo, and not before', async () => {
  const times: number[] = [];
  await using receiver = await startGrpcReceiver((_, done) => {
    times.push(performance.now());
    if (times.length > 1) done(null, Buffer.alloc(0));
    else done({ code: status.RESOURCE_EXHAUSTED, details: 'slow down', metadata: retryInfo(0, 600_000_000) });
  });
  await using sender = startSender(receiver.url, grpc);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.ok(times[1]! - times[0]! >= 590, `${times[1]! - times[0]!}`);
  receiver.answer = (_, done) => done({ code: status.RESOURCE_EXHAUSTED, details: 'too big' });
  sender.enqueue('traces', bodyOf(2), 3);
  assert.equal(await sender.flush(5000), false);
  assert.deepEqual(sender.stats().signals.traces.dropped, { RESOURCE_EXHAUSTED: 3 });
  assert.match(sender.lines[0]!, /is refused: RESOURCE_EXHAUSTED: too big; it is dropped/);
});

test('UNAVAILABLE is tried again, UNAUTHENTICATED is not', async () => {
  let calls = 0;
  await using receiver = await startGrpcReceiver((_, done) => {
    if (++calls === 1) done({ code: status.UNAVAILABLE, details: 'restarting' });
    else done(null, Buffer.alloc(0));
  });
  await using sender = startSender(receiver.url, grpc);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.deepEqual(sender.lines, []);
  receiver.answer = (_, done) => done({ code: status.UNAUTHENTICATED, details: 'wer da? ä' });
  sender.enqueue('traces', bodyOf(2), 1);
  assert.equal(await sender.flush(5000), false);
  assert.match(sender.lines[0]!, /UNAUTHENTICATED: wer da\? ä; it is dropped\. See OTEL_EXPORTER_OTLP_HEADERS/);
});

test('partial success', async () => {
  const partial = field(1, Buffer.concat([field(1, 2), field(2, 'odd')]));
  await using receiver = await startGrpcReceiver((_, done) => done(null, partial));
  await using sender = startSender(receiver.url, grpc);
  sender.enqueue('traces', bodyOf(1), 5);
  assert.ok(await sender.flush(5000));
  assert.equal(sender.stats().signals.traces.exported, 3);
  assert.deepEqual(sender.lines, [`OTLP server ${receiver.url} rejected 2 spans: odd`]);
});

test('an unanswered call ends with its timeout and the next one gets a connection of its own', async () => {
  let calls = 0;
  await using receiver = await startGrpcReceiver((_, done) => {
    if (++calls > 1) done(null, Buffer.alloc(0));
  });
  await using sender = startSender(receiver.url, { ...grpc, timeoutMillis: 200 });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(sender.stats().signals.traces.requests.timeout!.count, 1);
});

test('an outage: two lines, nothing lost', async () => {
  const port = await freePort();
  await using sender = startSender(`http://127.0.0.1:${port}`, grpc);
  for (let id = 0; id < 50; id++) sender.enqueue('logs', bodyOf(id), 1);
  while (sender.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await using receiver = await startGrpcReceiver(undefined, undefined, port);
  assert.ok(await sender.flush(10_000));
  assert.equal(new Set(receiver.requests.flatMap(({ body }) => idsIn(body))).size, 50);
  assert.match(sender.lines[0]!, /fails: connect ECONNREFUSED/);
  assert.match(sender.lines[1]!, /works again after \d+ s; nothing was lost\.$/);
});

test('a server that goes away politely is connected to again', async () => {
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using sender = startSender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, grpc);
  for (let id = 0; id < 3; id++) {
    sender.enqueue('traces', bodyOf(id), 1);
    assert.ok(await sender.flush(5000));
    for (const session of sessions) session.goaway();
  }
  assert.ok(sessions.size >= 2);
  assert.deepEqual(sender.lines, []);
  await sender.shutdown(0);
  for (const session of sessions) session.destroy();
  server.close();
});

test('an HTTP port gets a line with the way out, and so does a gRPC port under HTTP', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url, grpc);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.equal(await sender.flush(700), false);
  assert.match(sender.lines.join(), /Does that port speak gRPC\? See OTEL_EXPORTER_OTLP_PROTOCOL/);

  await using grpcReceiver = await startGrpcReceiver();
  await using http = startSender(grpcReceiver.url);
  http.enqueue('traces', bodyOf(1), 1);
  assert.equal(await http.flush(700), false);
  assert.match(http.lines.join(), /Does that port speak HTTP\? See OTEL_EXPORTER_OTLP_PROTOCOL/);
});

test('a header that HTTP/2 forbids is refused, not tried for ever', async () => {
  await using receiver = await startGrpcReceiver();
  await using sender = startSender(receiver.url, { ...grpc, headers: { connection: 'keep-alive' } });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.equal(await sender.flush(5000), false);
  assert.match(sender.lines.join(), /connection/);
});

test('the end of a process: delivered, and neither idle nor unanswered calls hold it', async () => {
  await using receiver = await startGrpcReceiver();
  const program = `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1); process.exitCode = 3;`;
  const { flush, code } = await runProgram(program, { sender: { destinations: destinationsAt(receiver.url, grpc) } });
  assert.equal(code, 3);
  assert.equal(flush?.ok, true, flush?.lines.join());
  assert.deepEqual(
    receiver.requests.flatMap(({ body }) => idsIn(body)),
    [1],
  );

  const idle = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<2>'), 1);
     sender.flush(5000).then(() => { globalThis.done = performance.now(); });
     process.on('exit', () => console.log(performance.now() - done < 500));`,
    { sender: { destinations: destinationsAt(receiver.url, grpc) } },
  );
  assert.equal(idle.stdout, 'true\n');

  receiver.answer = () => {};
  const hanging = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<3>'), 1);
     setTimeout(() => { globalThis.done = performance.now(); }, 200);
     process.on('exit', () => console.log(performance.now() - done < 1000));`,
    { sender: { destinations: destinationsAt(receiver.url, grpc), exitTimeoutMillis: 300 } },
  );
  assert.equal(hanging.stdout, 'true\n');
  assert.ok(hanging.flush!.millis <= 400, `${hanging.flush!.millis}`);
  assert.deepEqual(hanging.flush!.stats.signals.traces.dropped, { exit_timeout: 1 });
});

function retryInfo(seconds: number, nanos: number): Metadata {
  const duration = Buffer.concat([field(1, seconds), field(2, nanos)]);
  const any = Buffer.concat([field(1, 'type.googleapis.com/google.rpc.RetryInfo'), field(2, field(1, duration))]);
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.concat([field(1, 8), field(3, any)]));
  return metadata;
}
