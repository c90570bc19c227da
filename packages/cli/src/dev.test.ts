import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCommand, startCommand } from '../test-support/command.ts';
import { startReceiver } from './receiver.ts';

const node = process.execPath;
const off = { OTEL_SDK_DISABLED: 'true' };

/** A program that sends OTLP by itself, so that these tests depend on nobody's instrumentation. */
const sender = `
  const id = (digit, length) => digit.repeat(length);
  globalThis.sendSpan = async (name, digit) => {
    const span = { traceId: id(digit, 32), spanId: id(digit, 16), name, kind: 2,
      startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000012000000' };
    const log = { traceId: span.traceId, spanId: span.spanId, flags: 1, severityNumber: 13,
      timeUnixNano: '1700000000005000000', body: { stringValue: 'low stock' } };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'sender' } }] };
    const post = async (signal, body) => {
      const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/' + signal;
      const response = await fetch(url, {
        method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
      if (!response.ok) throw new Error(await response.text());
    };
    await post('logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [log] }] }] });
    await post('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  };`;

const dev = (options: string[], script: string) =>
  runCommand(['dev', ...options, '--', node, '-e', sender + script], { env: off });

describe('spanwise dev', () => {
  test('prints traces beside what the program prints, and ends as it ends', async () => {
    const script = `console.log('program out'); console.error('program err'); process.exitCode = 3; sendSpan('GET /', 'a');`;
    const { code, stdout, stderr } = await dev([], script);
    assert.equal(code, 3);
    assert.match(
      stdout,
      /^program out\n▶ GET \/ {2}12 ms {2}1 span, 1 log {2}a{32} {2}[\d:.]{12} {2}sender\n {4}12 ms {2}━{16} {2}GET \/ server sender\n +\+5 ms +WARN {2}low stock\n\n$/,
    );
    assert.match(stderr, /^spanwise dev: receiving OTLP at http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(stderr, /\nprogram err\n/);
    assert.match(stderr, /\nspanwise dev: 1 trace, 1 span, 1 log record, 0 metric points, 0 errors\n$/);
  });

  test('--json has nothing but JSON on stdout', async () => {
    const { code, stdout, stderr } = await dev(['--json'], `console.log('{"not":"ours"}'); sendSpan('GET /', 'a');`);
    assert.equal(code, 0);
    assert.match(stderr, /"not":"ours"/);
    const [line, ...rest] = stdout.split('\n');
    assert.deepEqual(rest, ['']);
    const trace = JSON.parse(line!);
    assert.equal(trace.type, 'trace');
    assert.equal(trace.traceId, 'a'.repeat(32));
    assert.equal(trace.endTimeUnixNano, '1700000000012000000');
    assert.deepEqual(trace.services, ['sender']);
    assert.deepEqual(trace.resources, [{ 'service.name': 'sender' }]);
    assert.equal(trace.spans[0].name, 'GET /');
    assert.equal(trace.spans[0].resource, 0);
    assert.equal(trace.logs[0].body, 'low stock');
  });

  test('takes in what the program sends last, then dies by the same signal', {
    skip: process.platform === 'win32' && 'there are no signals on Windows',
  }, async () => {
    const script = `
      process.once('SIGINT', async () => {
        await sendSpan('last words', 'b');
        process.kill(process.pid, 'SIGINT');
      });
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const { child, finished, said } = startCommand(['dev', '--', node, '-e', sender + script], { env: off });
    await said('stdout', /ready/);
    child.kill('SIGINT');
    const { code, signal, stdout, stderr } = await finished;
    assert.deepEqual([code, signal], [null, 'SIGINT']);
    assert.match(stdout, /▶ last words/);
    assert.match(stderr, /1 trace, 1 span/);
  });

  test('prints a trace while the program runs', async () => {
    const script = `sendSpan('early', 'c'); process.stdin.resume().on('end', () => {});`;
    const { child, finished, said } = startCommand(['dev', '--', node, '-e', sender + script], {
      env: off,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await said('stdout', /▶ early/);
    assert.equal(child.exitCode, null);
    child.stdin!.end();
    assert.equal((await finished).code, 0);
  });

  test('outlives a reader that goes away', async () => {
    const script = `setTimeout(async () => { await sendSpan('unseen', 'd'); process.exitCode = 5; }, 200);`;
    const { child, finished } = startCommand(['dev', '--', node, '-e', sender + script], { env: off });
    child.stdout!.destroy();
    const { code, stderr } = await finished;
    assert.equal(code, 5);
    assert.match(stderr, /1 trace, 1 span/);
  });

  test('without a command receives until it is interrupted', {
    skip: process.platform === 'win32' && 'there are no signals on Windows',
  }, async () => {
    const { child, finished, said } = startCommand(['dev', '--port', '0', '--grpc']);
    const [, url] = await said('stderr', /receiving OTLP at (http:\/\/127\.0\.0\.1:\d+) and http:.*\(gRPC\)/);
    const span = { traceId: 'e'.repeat(32), spanId: 'e'.repeat(16), name: 'from elsewhere' };
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    await fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    assert.equal(code, 0);
    assert.match(stdout, /▶ from elsewhere/);
  });

  test('says why nothing arrived', async () => {
    const { stderr } = await dev([], '');
    assert.match(stderr, /: 0 traces, .*, 0 errors \(OTEL_SDK_DISABLED is true\)\n$/);
  });

  test('ends 127 when the command is not found, 1 when the port is taken', async (t) => {
    const missing = await runCommand(['dev', '--', 'no-such-command-here']);
    assert.equal(missing.code, 127);
    assert.match(missing.stderr, /\nspanwise dev: command not found: no-such-command-here\n$/);
    const receiver = await startReceiver({ onBatch: () => {} });
    t.after(() => receiver.close());
    const port = new URL(receiver.url).port;
    const taken = await runCommand(['dev', '--port', port, '--', node, '-e', '0']);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /^spanwise dev: cannot listen on 127\.0\.0\.1:\d+: the port is in use; .*\n$/);
  });
});

test('spanwise dev shows what an unchanged program does', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{}');
  const program = join(folder, 'app.js');
  writeFileSync(
    program,
    `const http = require('node:http');
    const server = http.createServer((request, response) => {
      response.statusCode = request.url === '/fail' ? 500 : 200;
      response.end('done');
    });
    server.listen(0, '127.0.0.1', () => {
      const get = (path) => new Promise((resolve) =>
        http.get({ port: server.address().port, path }, (response) => response.resume().on('end', resolve)));
      get('/ok').then(() => get('/fail')).then(() => server.close());
    });`,
  );
  const { code, stdout, stderr } = await runCommand(['dev', '--json', '--service-name', 'app', '--', node, program]);
  assert.equal(code, 0, stderr);
  const traces = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    traces.map(({ services, spans }) => [services, spans.map((span: { kind: string }) => span.kind)]),
    [
      [['app'], ['CLIENT', 'SERVER']],
      [['app'], ['CLIENT', 'SERVER']],
    ],
  );
  assert.equal(traces[1].spans[1].attributes['http.response.status_code'], 500);
  assert.match(stderr, /2 traces, 4 spans, 0 log records, [1-9]\d* metric points, 2 errors\n$/);
});
