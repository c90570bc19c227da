import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { decodeMessage, encodeMessage } from './protobuf.ts';
import type { ReceivedBatch } from './received.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const TRACE_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [{ spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /' }] }],
    },
  ],
};
const jsonBody = Buffer.from(JSON.stringify(request));

async function start(t: TestContext, options: Partial<ReceiverOptions> = {}) {
  const batches: ReceivedBatch[] = [];
  const receiver = await startReceiver({ onBatch: (batch) => batches.push(batch), ...options });
  t.after(() => receiver.close());
  const post = (path: string, body: Uint8Array | null, headers: Record<string, string>, method = 'POST') =>
    fetch(receiver.url + path, { method, body: body as RequestInit['body'], headers });
  return { receiver, batches, post };
}

function callGrpc(t: TestContext, receiver: Receiver, path: string, body: Uint8Array): Promise<Buffer> {
  const client = new Client(new URL(receiver.grpcUrl!).host, credentials.createInsecure());
  t.after(() => client.close());
  const pass = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, pass, pass, Buffer.from(body), (error, answer) => {
      if (error) reject(error);
      else resolve(answer!);
    });
  });
}

describe('HTTP', () => {
  test('takes JSON and answers in JSON', async (t) => {
    const { receiver, batches, post } = await start(t);
    assert.match(receiver.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(receiver.grpcUrl, undefined);
    const response = await post('/v1/traces', jsonBody, { 'content-type': 'application/json; charset=utf-8' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), JSON_TYPE);
    assert.deepEqual(await response.json(), {});
    const [batch] = batches;
    assert.ok(batch?.signal === 'traces');
    assert.equal(batch.spans[0]!.name, 'GET /');
    assert.deepEqual(batch.spans[0]!.resource, { 'service.name': 'shop' });
  });

  test('takes protobuf and answers in protobuf', async (t) => {
    const { batches, post } = await start(t);
    for (const signal of ['traces', 'logs', 'metrics']) {
      const response = await post(`/v1/${signal}`, new Uint8Array(), { 'content-type': PROTOBUF });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), PROTOBUF);
      assert.equal((await response.arrayBuffer()).byteLength, 0);
    }
    assert.deepEqual(
      batches.map((batch) => batch.signal),
      ['traces', 'logs', 'metrics'],
    );
  });

  for (const [encoding, encode] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const) {
    test(`takes ${encoding}`, async (t) => {
      const { batches, post } = await start(t);
      const headers = { 'content-type': JSON_TYPE, 'content-encoding': encoding };
      const response = await post('/v1/traces', encode(jsonBody), headers);
      assert.equal(response.status, 200);
      assert.equal(batches.length, 1);
    });
  }

  test('answers what it cannot decode with 400 and a Status in the content type of the request', async (t) => {
    const { batches, post } = await start(t);
    const json = await post('/v1/logs', Buffer.from('{'), { 'content-type': JSON_TYPE });
    assert.equal(json.status, 400);
    const jsonStatus = (await json.json()) as { code: number; message: string };
    assert.equal(jsonStatus.code, 3);
    assert.match(jsonStatus.message, /^not an ExportLogsServiceRequest in JSON/);

    const protobuf = await post('/v1/logs', Buffer.from([0x0a, 5]), { 'content-type': PROTOBUF });
    assert.equal(protobuf.status, 400);
    assert.equal(protobuf.headers.get('content-type'), PROTOBUF);
    const protobufStatus = decodeMessage('RpcStatus', new Uint8Array(await protobuf.arrayBuffer()));
    assert.equal(protobufStatus.code, 3);
    assert.match(String(protobufStatus.message), /^not an ExportLogsServiceRequest in protobuf/);

    const gzip = await post('/v1/logs', jsonBody, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' });
    assert.equal(gzip.status, 400);
    assert.match(((await gzip.json()) as { message: string }).message, /body cannot be read/);
    assert.equal(batches.length, 0);
  });

  test('answers other paths 404, other methods 405, other types and encodings 415', async (t) => {
    const { post } = await start(t);
    assert.equal((await post('/v1/profiles', jsonBody, { 'content-type': JSON_TYPE })).status, 404);
    const get = await post('/v1/traces', null, {}, 'GET');
    assert.equal(get.status, 405);
    assert.equal(get.headers.get('allow'), 'POST');
    const text = await post('/v1/traces', jsonBody, { 'content-type': 'text/plain' });
    assert.equal(text.status, 415);
    assert.match(await text.text(), /got content type text\/plain, expected one of application\/x-protobuf/);
    const headers = { 'content-type': JSON_TYPE, 'content-encoding': 'br' };
    assert.equal((await post('/v1/traces', jsonBody, headers)).status, 415);
  });

  test('answers a body over the bound 413, before and after decompression, on a connection that lives on', async (t) => {
    const { batches, post } = await start(t, { maxBodyBytes: 100_000 });
    const large = Buffer.alloc(5_000_000, ' ');
    const large413 = await post('/v1/traces', large, { 'content-type': JSON_TYPE });
    assert.equal(large413.status, 413);
    await large413.text();
    const bomb = gzipSync(large);
    assert.ok(bomb.length < 100_000);
    const refused = await post('/v1/traces', bomb, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' });
    assert.equal(refused.status, 413);
    assert.match(((await refused.json()) as { message: string }).message, /larger than 100000 bytes/);
    assert.equal((await post('/v1/traces', jsonBody, { 'content-type': JSON_TYPE })).status, 200);
    assert.equal(batches.length, 1);
  });

  test('answers 500 when the consumer throws', async (t) => {
    const onBatch = (): void => {
      throw new Error('disk full');
    };
    const { post } = await start(t, { onBatch });
    const response = await post('/v1/traces', jsonBody, { 'content-type': JSON_TYPE });
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { code: 13, message: 'disk full' });
  });

  test('a connection that breaks in the middle of a body disturbs nobody', async (t) => {
    const { receiver, batches, post } = await start(t);
    const socket = connect(Number(new URL(receiver.url).port), '127.0.0.1');
    socket.end(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: 99\r\n\r\n{"a`);
    await new Promise((resolve) => socket.resume().once('close', resolve));
    assert.equal((await post('/v1/traces', jsonBody, { 'content-type': JSON_TYPE })).status, 200);
    assert.equal(batches.length, 1);
  });

  test('a port that is taken is one clear line', async (t) => {
    const { receiver } = await start(t);
    const port = Number(new URL(receiver.url).port);
    await assert.rejects(startReceiver({ port, onBatch: () => {} }), {
      message: `cannot listen on 127.0.0.1:${port}: the port is in use; choose another one, or 0 for a free one`,
    });
  });

  test('close ends idle connections and frees the port', async () => {
    const receiver = await startReceiver({ onBatch: () => {} });
    await fetch(`${receiver.url}/v1/traces`, { method: 'POST', body: '{}', headers: { 'content-type': JSON_TYPE } });
    await receiver.close();
    const again = await startReceiver({ port: Number(new URL(receiver.url).port), onBatch: () => {} });
    await again.close();
  });
});

describe('gRPC', () => {
  test('takes all three signals', async (t) => {
    const { receiver, batches } = await start(t, { grpc: true });
    assert.match(receiver.grpcUrl!, /^http:\/\/127\.0\.0\.1:\d+$/);
    for (const service of ['trace.v1.TraceService', 'logs.v1.LogsService', 'metrics.v1.MetricsService']) {
      const path = `/opentelemetry.proto.collector.${service}/Export`;
      assert.equal((await callGrpc(t, receiver, path, new Uint8Array())).length, 0);
    }
    assert.deepEqual(
      batches.map((batch) => batch.signal),
      ['traces', 'logs', 'metrics'],
    );
  });

  test('gives the same spans as HTTP', async (t) => {
    const { receiver, batches, post } = await start(t, { grpc: true });
    const ids = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2) };
    const body = encodeMessage('ExportTraceServiceRequest', {
      resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, name: 'GET /' }] }] }],
    });
    await callGrpc(t, receiver, TRACE_PATH, body);
    await post('/v1/traces', body, { 'content-type': PROTOBUF });
    assert.deepEqual(batches[0], batches[1]);
    assert.ok(batches[0]?.signal === 'traces' && batches[0].spans[0]?.name === 'GET /');
  });

  test('answers what it cannot decode INVALID_ARGUMENT', async (t) => {
    const { receiver } = await start(t, { grpc: true });
    await assert.rejects(callGrpc(t, receiver, TRACE_PATH, Uint8Array.of(0x0a, 5)), (error: ServiceError) => {
      assert.equal(error.code, status.INVALID_ARGUMENT);
      assert.match(error.details, /^not an ExportTraceServiceRequest in protobuf/);
      return true;
    });
  });

  test('a port that is taken is one clear line, and the HTTP port is free again', async (t) => {
    const { receiver } = await start(t, { grpc: true });
    const grpcPort = Number(new URL(receiver.grpcUrl!).port);
    await assert.rejects(startReceiver({ grpc: true, grpcPort, onBatch: () => {} }), /cannot listen on 127\.0\.0\.1/);
  });
});
