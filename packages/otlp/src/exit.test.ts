import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCertificates } from '../test-support/certificates.ts';
import { startDeafServer } from '../test-support/deaf-server.ts';
import { type Ended, runProgram } from '../test-support/program.ts';
import { freePort, ok, type Receiver, startReceiver } from '../test-support/receiver.ts';
import { destinationsAt, idsIn } from '../test-support/sender.ts';

const enqueue = `
  const send = (id, signal = 'traces') => globalThis.sender?.enqueue(signal, Buffer.from('z\\x04<' + id + '>.'.slice(0, 4)), 1);
  send(1); send(2, 'metrics'); send(3, 'logs');
`;

/** Each once: what was on its way when the loop ended may have come twice. */
const ids = (receiver: Receiver): number[] =>
  [...new Set(receiver.requests.flatMap(({ body }) => idsIn(body)))].sort((a, b) => a - b);

const endings: [name: string, source: string][] = [
  ['an empty loop', ''],
  ['an empty loop with an exit code', 'process.exitCode = 7;'],
  ['process.exit', 'process.exit(3);'],
  ['an uncaught exception', 'throw new Error("boom");'],
  ['an unhandled rejection', 'Promise.reject(new Error("boom"));'],
  [
    'output that is still buffered',
    'process.stdout.write("x".repeat(300_000)); process.stderr.write("y".repeat(1000));',
  ],
  ['an exit handler that exits', 'process.on("exit", () => { process.exitCode = 9; });'],
];

for (const [name, ending] of endings) {
  test(`${name}: all is delivered, and nothing else changes`, async () => {
    await using receiver = await startReceiver();
    const bare = await runProgram(enqueue + ending);
    const ended = await runProgram(enqueue + ending, { sender: { destinations: destinationsAt(receiver.url) } });
    assert.deepEqual(ids(receiver), [1, 2, 3]);
    assert.equal(ended.flush?.ok, true);
    assert.deepEqual(ended.flush.lines, []);
    assert.deepEqual(view(ended), view(bare));
  });
}

const view = ({ code, signal, stdout, stderr }: Ended): object => ({ code, signal, stdout, stderr });

test('what is in flight goes too', async () => {
  let requests = 0;
  // The process's own request is never answered, the worker's is.
  await using receiver = await startReceiver((_, response) => {
    if (++requests > 1) response.end();
  });
  const ended = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
     setTimeout(() => { sender.enqueue('traces', Buffer.from('z\\x03<2>'), 1); process.exit(4); }, 300);`,
    { sender: { destinations: destinationsAt(receiver.url) } },
  );
  assert.equal(ended.code, 4);
  assert.equal(ended.flush?.ok, true);
  assert.equal(requests, 2);
  assert.deepEqual(ids(receiver), [1, 2]);
  assert.equal(ended.flush.stats.signals.traces.exported, 2);
});

test('a collector that takes a second gets everything', async () => {
  await using receiver = await startReceiver((_, response) => setTimeout(() => response.end(), 1000));
  const ended = await runProgram(`${enqueue} process.exit();`, {
    sender: { destinations: destinationsAt(receiver.url) },
  });
  assert.equal(ended.flush?.ok, true);
  assert.deepEqual(ids(receiver), [1, 2, 3]);
});

test('a collector that never answers delays the end by no more than the timeout', async () => {
  await using receiver = await startReceiver(() => {});
  const { flush, code } = await runProgram(`${enqueue} process.exit(5);`, {
    sender: { destinations: destinationsAt(receiver.url), exitTimeoutMillis: 700 },
  });
  assert.equal(code, 5);
  assert.equal(flush?.ok, false);
  assert.ok(flush.millis <= 800, `${flush.millis}`);
  assert.deepEqual(flush.stats.signals.logs.dropped, { exit_timeout: 1 });
  assert.equal(flush.lines.length, 1);
  assert.match(
    flush.lines[0]!,
    /^OTLP export to http:\/\/127\.0\.0\.1:\d+ fails: no answer within \d+ ms; the process ended, lost: 1 span, 1 metric data point and 1 log record\. See SPANWISE_EXIT_TIMEOUT\.$/,
  );
});

test('a collector that dribbles its answer is no exception', async () => {
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    const dribble = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(dribble));
  });
  const { flush } = await runProgram(enqueue, {
    sender: { destinations: destinationsAt(receiver.url), exitTimeoutMillis: 700 },
  });
  assert.equal(flush?.ok, false);
  assert.ok(flush.millis <= 800, `${flush.millis}`);
});

test('without a collector the end comes soon, with one line', async () => {
  const port = await freePort();
  const { flush } = await runProgram(enqueue, { sender: { destinations: destinationsAt(`http://127.0.0.1:${port}`) } });
  assert.equal(flush?.ok, false);
  assert.ok(flush.millis < 1500, `${flush.millis}`);
  assert.deepEqual(flush.stats.signals.traces.dropped, { ECONNREFUSED: 1 });
  assert.deepEqual(flush.lines, [
    `OTLP export to http://127.0.0.1:${port} fails: connect ECONNREFUSED 127.0.0.1:${port}; the process ended, lost: 1 span, 1 metric data point and 1 log record. Is a collector listening there? See OTEL_EXPORTER_OTLP_ENDPOINT.`,
  ]);
});

test('429 and 503 are tried again as long as there is time', async () => {
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(receiver.requests.length > 6 ? 200 : 503).end();
  });
  const { flush } = await runProgram(enqueue, { sender: { destinations: destinationsAt(receiver.url) } });
  assert.equal(flush?.ok, true);
  assert.deepEqual(flush.lines, []);
});

test('a Retry-After within the time is obeyed, one beyond it ends the wait', async () => {
  await using receiver = await startReceiver(({ path }, response) => {
    const first = receiver.requests.filter((request) => request.path === path).length === 1;
    if (path === '/v1/traces' && first) response.writeHead(429, { 'retry-after': '1' }).end();
    else if (path === '/v1/logs') response.writeHead(503, { 'retry-after': '30' }).end();
    else response.end();
  });
  const { flush } = await runProgram(enqueue, { sender: { destinations: destinationsAt(receiver.url) } });
  assert.equal(flush?.ok, false);
  assert.ok(flush.millis > 1000);
  assert.equal(flush.stats.signals.traces.exported, 1);
  assert.deepEqual(flush.stats.signals.logs.dropped, { 503: 1 });
  assert.equal(receiver.requests.filter(({ path }) => path === '/v1/logs').length, 1);
  receiver.answer = (_, response) => response.writeHead(503, { 'retry-after': '30' }).end();
  const soon = await runProgram(enqueue, { sender: { destinations: destinationsAt(receiver.url) } });
  assert.ok(soon.flush!.millis < 1500, `${soon.flush!.millis}`);
  assert.match(soon.flush!.lines.join(), /503 Service Unavailable; the process ended, lost: 1 span/);
});

test('answers that will not change are counted, partial success is told', async () => {
  await using receiver = await startReceiver(({ path }, response) => {
    if (path === '/v1/traces') response.writeHead(401).end();
    else if (path === '/v1/logs') response.end(Buffer.from('\x0a\x07\x08\x01\x12\x03odd'));
    else response.end();
  });
  const { flush } = await runProgram(enqueue, { sender: { destinations: destinationsAt(receiver.url) } });
  assert.equal(flush?.ok, false);
  assert.deepEqual(flush.stats.signals.traces.dropped, { 401: 1 });
  assert.deepEqual(flush.stats.signals.logs.dropped, { rejected: 1 });
  assert.equal(flush.lines.length, 2);
  assert.match(flush.lines[0]!, /rejected 1 log record: odd$/);
  assert.match(flush.lines[1]!, /401 Unauthorized; the process ended, lost: 1 span\. See OTEL_EXPORTER_OTLP_HEADERS/);
});

test('with everything a destination can ask for', async () => {
  const { ca, server, client } = await makeCertificates();
  const tls = { ca, cert: client.cert, key: client.key };
  await using receiver = await startReceiver(ok, { ...server, ca, requestCert: true, rejectUnauthorized: true });
  const program = `sender.enqueue('logs', Buffer.from('{"id":"<1>"}'.padEnd(5000)), 1);`;
  const headers = { 'x-key': 'secret' };
  const destinations = destinationsAt(receiver.url, { protocol: 'http/json', compression: 'gzip', headers, tls });
  const { flush } = await runProgram(program, { sender: { destinations } });
  assert.equal(flush?.ok, true, flush?.lines.join());
  assert.deepEqual(ids(receiver), [1]);
  const sent = receiver.requests[0]!.headers;
  assert.equal(sent['content-encoding'], 'gzip');
  assert.equal(sent['content-type'], 'application/json');
  assert.equal(sent['x-key'], 'secret');
  assert.equal(sent['user-agent'], 'program');
});

test('a backlog of 20 MB goes out in few requests', async () => {
  await using receiver = await startReceiver();
  const { flush } = await runProgram(
    `const body = Buffer.concat([Buffer.from('z\\x80\\x50'), Buffer.alloc(10240)]);
     for (let i = 0; i < 2000; i++) sender.enqueue('traces', body, 10);`,
    { sender: { destinations: destinationsAt(receiver.url) } },
  );
  assert.equal(flush?.ok, true, flush?.lines.join());
  assert.equal(flush.stats.signals.traces.exported, 20_000);
  assert.equal(flush.stats.bytes, 0);
  assert.ok(receiver.requests.length <= 21, `${receiver.requests.length}`);
});

test('nothing to do: no worker; and a second call is fine', async () => {
  const { flush } = await runProgram(
    `require('node:worker_threads').Worker = class { constructor() { process.exit(99); } };`,
    {
      sender: { destinations: destinationsAt('http://127.0.0.1:1') },
    },
  );
  assert.equal(flush?.ok, true);
  await using receiver = await startReceiver();
  const twice = await runProgram(
    `${enqueue} process.on('exit', () => console.log(sender.flushSync(), sender.flushSync()));`,
    {
      sender: { destinations: destinationsAt(receiver.url) },
    },
  );
  assert.equal(twice.stdout, 'true true\n');
  assert.deepEqual(ids(receiver), [1, 2, 3]);
});

test('a process that goes on after it can send as before', async () => {
  await using receiver = await startReceiver();
  const ended = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
     const first = sender.flushSync();
     sender.enqueue('traces', Buffer.from('z\\x03<2>'), 1);
     sender.flush(5000).then((ok) => console.log(first, ok, sender.stats().signals.traces.exported));`,
    { sender: { destinations: destinationsAt(receiver.url) } },
  );
  assert.equal(ended.stdout, 'true true 2\n');
  assert.deepEqual(ids(receiver), [1, 2]);
});

test('under the permission model without workers the exit is unchanged and the loss told', async () => {
  await using receiver = await startReceiver();
  const execArgv = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*'];
  const source = `${enqueue} process.exit(6);`;
  const bare = await runProgram(source, { execArgv });
  const ended = await runProgram(source, { execArgv, sender: { destinations: destinationsAt(receiver.url) } });
  assert.deepEqual(view(ended), view(bare));
  assert.equal(ended.flush?.ok, false);
  assert.deepEqual(ended.flush.stats.signals.traces.dropped, { exit_worker: 1 });
  assert.equal(ended.flush.lines.length, 1);
  assert.match(
    ended.flush.lines[0]!,
    /needs a worker thread, which cannot start: .*lost: 1 span,.* See --allow-worker\.$/,
  );
  const allowed = await runProgram(source, {
    execArgv: [...execArgv, '--allow-worker'],
    sender: { destinations: destinationsAt(receiver.url) },
  });
  assert.equal(allowed.flush?.ok, true, allowed.flush?.lines.join());
});

test('from inside a worker thread', async () => {
  await using receiver = await startReceiver();
  for (const ending of ['', 'process.exit(2);', 'throw new Error("boom");']) {
    receiver.requests.length = 0;
    const program = `
      const { Worker, isMainThread } = require('node:worker_threads');
      if (isMainThread) new Worker(__filename).on('error', (error) => console.log(error.message)).on('exit', (code) => console.log('code', code));
      else { ${enqueue} ${ending} }`;
    const bare = await runProgram(program);
    const ended = await runProgram(program, { sender: { destinations: destinationsAt(receiver.url) } });
    assert.deepEqual(view(ended), view(bare));
    assert.deepEqual(ids(receiver), [1, 2, 3], `'${ending}' ${ended.flush?.lines.join()}`);
  }
});

test('idle connections and unanswered requests do not hold the process', async () => {
  await using receiver = await startReceiver();
  const source = `
    sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
    sender.flush(5000).then(() => { globalThis.idle = performance.now(); });
    process.on('exit', () => console.log(performance.now() - idle < 500));`;
  const ended = await runProgram(source, { sender: { destinations: destinationsAt(receiver.url) } });
  assert.equal(ended.stdout, 'true\n');

  receiver.answer = () => {};
  const waiting = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
     setTimeout(() => { globalThis.done = performance.now(); }, 200);
     process.on('exit', () => console.log(performance.now() - done < 1000));`,
    { sender: { destinations: destinationsAt(receiver.url), exitTimeoutMillis: 300 } },
  );
  assert.equal(waiting.stdout, 'true\n');
  receiver.answer = ok;
});

const linuxOnly = process.platform === 'linux' ? {} : { skip: 'only Linux lets a full queue of connections hang' };

for (const protocol of ['http/protobuf', 'grpc'] as const) {
  test(`a server that does not even accept does not hold the process: ${protocol}`, linuxOnly, async () => {
    await using deaf = await startDeafServer();
    const { stdout, flush } = await runProgram(
      `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
       setTimeout(() => { globalThis.done = performance.now(); }, 50);
       process.on('exit', () => console.log(performance.now() - done < 1500));`,
      {
        sender: { destinations: destinationsAt(`http://127.0.0.1:${deaf.port}`, { protocol }), exitTimeoutMillis: 300 },
      },
    );
    assert.equal(stdout, 'true\n');
    assert.ok(flush!.millis <= 400, `${flush!.millis}`);
    assert.deepEqual(flush!.stats.signals.traces.dropped, { exit_timeout: 1 });
  });
}

test('a pending flush does hold it, until its time is over', linuxOnly, async () => {
  await using deaf = await startDeafServer();
  const { stdout } = await runProgram(
    `sender.enqueue('traces', Buffer.from('z\\x03<1>'), 1);
     const started = performance.now();
     sender.flush(700).then((ok) => console.log(ok, performance.now() - started >= 690));`,
    { sender: { destinations: destinationsAt(`http://127.0.0.1:${deaf.port}`), exitTimeoutMillis: 300 } },
  );
  assert.equal(stdout, 'false true\n');
});
