import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { openGate } from '../test-support/gate.ts';
import { freePort, ok, startReceiver } from '../test-support/receiver.ts';
import { bodyOf, idsIn, startSender } from '../test-support/sender.ts';

test('a server that asks for time gets it', async () => {
  const times: number[] = [];
  await using receiver = await startReceiver((_, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(503, { 'retry-after': '1' }).end();
    else response.end();
  });
  await using sender = startSender(receiver.url);
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(10_000), 'a flush does not hurry it');
  assert.ok(times[1]! - times[0]! >= 950, `${times[1]! - times[0]!}`);
  assert.deepEqual(sender.lines, [], 'one retry is no outage');
});

test('while the server fails only one small request asks, then all go at once', async () => {
  let gate = openGate(1);
  let status = 503;
  await using receiver = await startReceiver((_, response) => gate.enter(() => response.writeHead(status).end()));
  await using sender = startSender(receiver.url);
  sender.enqueue('traces', bodyOf(0, 700_000), 1);
  await receiver.received(2);
  gate = openGate(1);
  for (let id = 1; id < 20; id++) sender.enqueue('traces', bodyOf(id, 700_000), 1);
  await receiver.received(4);
  assert.equal(gate.most(), 1);
  gate = openGate(8);
  status = 200;
  assert.ok(await sender.flush(10_000));
  assert.equal(gate.most(), 8);
  assert.equal(sender.stats().signals.traces.exported, 20);
});

test('a body that the server cannot stand does not hold up the others', async () => {
  await using receiver = await startReceiver(({ body }, response) =>
    response.writeHead(idsIn(body).includes(0) ? 502 : 200).end(),
  );
  await using sender = startSender(receiver.url, { protocol: 'http/json' });
  for (let id = 0; id < 30; id++) sender.enqueue('traces', bodyOf(id), 1);
  await sender.flush(1500);
  const { exported, exportedBytes, queueItems, inFlightItems } = sender.stats().signals.traces;
  assert.equal(exported, 29);
  assert.equal(
    exportedBytes,
    Array.from({ length: 29 }, (_, id) => bodyOf(id + 1).byteLength).reduce((sum, size) => sum + size),
  );
  assert.equal(queueItems + inFlightItems, 1);
});

test('an outage of three seconds at a high rate loses nothing and takes two lines', async () => {
  const port = await freePort();
  await using sender = startSender(`http://127.0.0.1:${port}`);
  let sent = 0;
  const producer = setInterval(() => {
    for (let i = 0; i < 20; i++) sender.enqueue((['traces', 'metrics', 'logs'] as const)[sent % 3]!, bodyOf(sent++), 1);
  }, 5);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await using receiver = await startReceiver(ok, undefined, port);
  await receiver.received(4);
  clearInterval(producer);
  assert.ok(await sender.flush(10_000));
  const ids = receiver.requests.flatMap(({ body }) => idsIn(body));
  assert.equal(new Set(ids).size, sent);
  assert.equal(ids.length, sent, 'nothing twice');
  assert.equal(sender.lines.length, 2, sender.lines.join('\n'));
  assert.equal(
    sender.lines[0],
    `OTLP export to http://127.0.0.1:${port} fails: connect ECONNREFUSED 127.0.0.1:${port}; telemetry waits in memory (up to 32 MiB), retrying. Is a collector listening there? See OTEL_EXPORTER_OTLP_ENDPOINT.`,
  );
  assert.match(sender.lines[1]!, /works again after \d s; nothing was lost\.$/);
});

test('at the byte limit the oldest go, counted, and the end of the outage says so', async () => {
  const port = await freePort();
  await using sender = startSender(`http://127.0.0.1:${port}`, {}, { queueBytes: 10_000 });
  sender.enqueue('logs', bodyOf(0, 1000), 2);
  while (sender.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let id = 1; id < 30; id++) sender.enqueue('traces', bodyOf(id, 1000), 100);
  sender.enqueue('traces', bodyOf(30, 10_000), 7);
  const { bytes, capacityBytes, signals } = sender.stats();
  assert.ok(bytes <= capacityBytes);
  assert.deepEqual(signals.logs.dropped, { queue_full: 2 });
  await using receiver = await startReceiver(ok, undefined, port);
  await sender.flush(10_000);
  const ids = receiver.requests.flatMap(({ body }) => idsIn(body)).sort((a, b) => a - b);
  assert.deepEqual(ids, [21, 22, 23, 24, 25, 26, 27, 28, 29]);
  const { traces } = sender.stats().signals;
  assert.equal(traces.exported, 900);
  assert.deepEqual(traces.dropped, { queue_full: 2000, too_large: 7 });
  assert.match(sender.lines.at(-1)!, /works again after \d+ s; 2,007 spans and 2 log records were dropped\.$/);
});

test('a queue that is full because the server is slow is told once', async () => {
  await using receiver = await startReceiver(() => {});
  await using sender = startSender(receiver.url, {}, { queueBytes: 10_000 });
  for (let id = 0; id < 100; id++) sender.enqueue('traces', bodyOf(id, 1000), 1);
  sender.enqueue('traces', bodyOf(0, 20_000), 1);
  sender.enqueue('traces', bodyOf(0, 20_000), 1);
  assert.equal(sender.lines.length, 2, sender.lines.join('\n'));
  assert.match(sender.lines[0]!, /^OTLP queue is full \(9\.8 KiB\).*SPANWISE_QUEUE_BYTES/);
  assert.match(sender.lines[1]!, /a request of 19\.5 KiB is larger than the whole queue/);
});

test('a hundred thousand small bodies', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url);
  for (let id = 0; id < 100_000; id++) sender.enqueue('traces', bodyOf(id, 200), 1);
  assert.ok(await sender.flush(30_000));
  assert.ok(receiver.requests.length < 40, `${receiver.requests.length} requests`);
  assert.equal(new Set(receiver.requests.flatMap(({ body }) => idsIn(body))).size, 100_000);
  const { bytes, signals } = sender.stats();
  assert.equal(bytes, 0);
  assert.equal(signals.traces.exported, 100_000);
});

test('a request that takes too long is tried again', async () => {
  let requests = 0;
  await using receiver = await startReceiver((_, response) => {
    if (++requests > 1) response.end();
  });
  await using sender = startSender(receiver.url, { timeoutMillis: 100 });
  sender.enqueue('traces', bodyOf(1), 1);
  assert.ok(await sender.flush(5000));
  assert.equal(sender.stats().signals.traces.requests.timeout!.count, 1);
  assert.deepEqual(sender.lines, []);
});

test('an answer that will not change drops the body, told once for each status', async () => {
  await using receiver = await startReceiver((_, response) =>
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n'),
  );
  await using sender = startSender(receiver.url);
  for (let id = 0; id < 3; id++) {
    sender.enqueue('traces', bodyOf(id), 5);
    assert.equal(await sender.flush(5000), false);
  }
  assert.deepEqual(sender.stats().signals.traces.dropped, { 404: 15 });
  assert.deepEqual(sender.lines, [
    `OTLP export of traces to ${receiver.url} is refused: 404 Not Found: 404 page not found; it is dropped. Is the path /v1/traces right? See OTEL_EXPORTER_OTLP_ENDPOINT.`,
  ]);
});

test('flush waits for what is there now, not for what comes later', async () => {
  const held: (() => void)[] = [];
  await using receiver = await startReceiver((_, response) => held.push(() => response.end()));
  await using sender = startSender(receiver.url);
  assert.equal(await sender.flush(1000), true, 'nothing to do');
  sender.enqueue('traces', bodyOf(1), 1);
  const flushed = sender.flush(5000);
  await receiver.received(1);
  sender.enqueue('traces', bodyOf(2), 1);
  await receiver.received(2);
  held[0]!();
  assert.equal(await flushed, true);
  assert.equal(await sender.flush(50), false, 'the second one is not answered');
});

test('after shutdown nothing is sent, and what is given is counted', async () => {
  await using receiver = await startReceiver();
  await using sender = startSender(receiver.url);
  sender.enqueue('traces', bodyOf(1), 1);
  await sender.shutdown(5000);
  sender.enqueue('traces', bodyOf(2), 3);
  await sender.shutdown(5000);
  assert.equal(receiver.requests.length, 1);
  assert.deepEqual(sender.stats().signals.traces.dropped, { shutdown: 3 });
});

test('requests run outside of the async context that queued them', async () => {
  const storage = new AsyncLocalStorage<string>();
  const stores: unknown[] = [];
  await using receiver = await startReceiver();
  const runSuppressed = <T>(fn: () => T): T => {
    stores.push(storage.getStore());
    return storage.run('suppressed', fn);
  };
  await using sender = startSender(receiver.url, {}, { runSuppressed });
  storage.run('request', () => sender.enqueue('traces', bodyOf(1), 1));
  await receiver.received(1);
  assert.deepEqual(stores, [undefined]);
});

test('a signal without destination and a reporter that throws harm nobody', async () => {
  await using receiver = await startReceiver((_, response) => response.writeHead(400).end());
  await using sender = startSender(
    receiver.url,
    {},
    {
      destinations: {
        logs: { protocol: 'http/protobuf', url: receiver.url, headers: {}, timeoutMillis: 1000, compression: 'none' },
      },
      report: () => {
        throw new Error('broken');
      },
    },
  );
  sender.enqueue('traces', bodyOf(1), 3);
  sender.enqueue('logs', bodyOf(1), 2);
  await sender.flush(5000);
  assert.deepEqual(sender.stats().signals.traces.dropped, { no_destination: 3 });
  assert.deepEqual(sender.stats().signals.logs.dropped, { 400: 2 });
});
