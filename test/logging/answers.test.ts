import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ReceivedLog, ReceivedSpan } from '@spanwise/cli';
import { startCollector } from '../support/collector.ts';
import { startProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/answers.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spanwise-access-'));
after(() => rmSync(folder, { recursive: true }));

interface Asked {
  responses: Response[];
  bodies: string[];
  logs: ReceivedLog[];
  spans: ReceivedSpan[];
  stdout: string;
  stderr: string;
}

async function ask(paths: string[], env: Record<string, string>, headers: Record<string, string> = {}): Promise<Asked> {
  const collector = await startCollector();
  try {
    const running = startProgram(program, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env } });
    await running.printed('port ');
    const port = /port (\d+)/.exec(running.stdout())![1];
    const responses: Response[] = [];
    const bodies: string[] = [];
    for (const path of paths) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      responses.push(response);
      bodies.push(await response.text());
    }
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
    return { responses, bodies, logs: collector.logs, spans: collector.spans, stdout, stderr };
  } finally {
    await collector.close();
  }
}

describe('SPANWISE_ACCESS_LOG', { concurrency: 2 }, () => {
  const paths = ['/inner?token=secret', '/heads', '/fails', '/nowhere'];

  it('writes a line and a record for each request, under its span', async () => {
    const { logs, spans, stdout } = await ask(paths, { SPANWISE_ACCESS_LOG: 'true', OTEL_SERVICE_NAME: 'shop' });
    const records = logs.filter(({ attributes }) => attributes['log.category'] === 'access');
    assert.deepEqual(
      records.map(({ severityText, attributes }) => [
        severityText,
        attributes['http.request.method'],
        attributes['url.path'],
        attributes['http.response.status_code'],
      ]),
      [
        ['INFO', 'GET', '/inner', 200],
        ['INFO', 'GET', '/heads', 201],
        ['ERROR', 'GET', '/fails', 500],
        ['INFO', 'GET', '/nowhere', 404],
      ],
    );
    for (const { traceId, spanId, attributes } of records) {
      const span = spans.find((each) => each.spanId === spanId)!;
      assert.equal(span.traceId, traceId);
      const bytes = Number(attributes['http.response.size']);
      assert.ok(bytes > 50 && bytes < 1000, `${bytes} bytes`);
      const millis = Number(attributes['http.response_time_ms']);
      const spanMillis = Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6;
      assert.ok(millis > 0 && millis < spanMillis + 20, `${millis} ms, the span ${spanMillis} ms`);
    }
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const [line] = lines.map((text) => JSON.parse(text));
    assert.equal(lines.length, paths.length);
    assert.deepEqual(
      [line['http.method'], line['http.status_code'], typeof line['http.response_time_ms'], line['service.name']],
      ['GET', 200, 'number', 'shop'],
    );
    assert.ok(!stdout.includes('secret'));
  });

  it('goes where SPANWISE_LOG_ROUTES sends it', async () => {
    const file = join(folder, 'access.log');
    const env = { SPANWISE_ACCESS_LOG: 'true', SPANWISE_LOG_ROUTES: `access=${file}`, SPANWISE_LOG_OUTPUTS: 'stdout' };
    const { logs, stdout } = await ask(paths, env);
    assert.equal(readFileSync(file, 'utf8').split('\n').length, paths.length + 1);
    assert.deepEqual([logs.length, stdout.includes('{')], [0, false]);
  });

  it('is off by default', async () => {
    const { logs, stdout } = await ask(paths, {});
    assert.deepEqual([logs.length, stdout.includes('{')], [0, false]);
  });
});

describe('SPANWISE_TRACE_RESPONSE_HEADER', { concurrency: 2 }, () => {
  const env = { SPANWISE_TRACE_RESPONSE_HEADER: 'x-trace-id,traceresponse' };

  it('names the trace in responses, however they are written', async () => {
    const { responses, spans } = await ask(['/inner', '/heads', '/fails'], env);
    for (const [index, path] of ['/inner', '/heads', '/fails'].entries()) {
      const { headers } = responses[index]!;
      const span = spans.find(({ attributes }) => attributes['url.path'] === path)!;
      assert.equal(headers.get('x-trace-id'), span.traceId);
      assert.match(headers.get('traceresponse')!, new RegExp(`^00-${span.traceId}-${span.spanId}-0[13]$`));
    }
    assert.equal(responses[1]!.headers.get('content-type'), 'text/plain');
  });

  it('gives back the id that the caller gave', async () => {
    const given = { 'x-trace-id': 'req-4711' };
    const { responses } = await ask(['/heads'], { ...env, SPANWISE_CORRELATION_HEADER: 'X-Trace-Id' }, given);
    assert.equal(responses[0]!.headers.get('x-trace-id'), 'req-4711');
  });

  it('is off by default', async () => {
    const { responses } = await ask(['/inner'], {});
    assert.deepEqual([...responses[0]!.headers.keys()].sort(), ['connection', 'content-length', 'date', 'keep-alive']);
  });
});

describe('SPANWISE_CORRELATION_HEADER', { concurrency: 2 }, () => {
  const env = { SPANWISE_CORRELATION_HEADER: 'x-trace-id', SPANWISE_LOG_CONSOLE: 'true' };

  it('goes on to the services that are called, and is on records', async () => {
    const { bodies, logs } = await ask(['/outer'], env, { 'x-trace-id': 'req-1' });
    assert.equal(JSON.parse(bodies[0]!).id, 'req-1');
    assert.equal(logs.find(({ body }) => body === 'asking inner')!.attributes['correlation.id'], 'req-1');
  });

  for (const [what, id] of [
    ['long', 'x'.repeat(129)],
    ['not ASCII', 'caf\u00e9'],
  ] as const) {
    it(`does not take over one that is ${what}`, async () => {
      const { bodies } = await ask(['/outer'], env, { 'x-trace-id': id });
      assert.equal(JSON.parse(bodies[0]!).id, undefined);
    });
  }

  it('wrong: one line', async () => {
    const { stderr } = await ask(['/inner'], { SPANWISE_CORRELATION_HEADER: 'x trace' });
    assert.equal(
      stderr,
      "[spanwise] SPANWISE_CORRELATION_HEADER: got 'x trace', expected the name of a header such as x-trace-id; ignored\n",
    );
  });
});

describe('SPANWISE_LOG_CONSOLE', () => {
  it('makes records of what is printed, which stays as it is', async () => {
    const paths = ['/outer', '/fails'];
    const { logs, stdout, spans } = await ask(paths, { SPANWISE_LOG_CONSOLE: 'true' });
    assert.match(stdout, /^port \d+\nasking inner\n$/);
    const records = logs.filter(({ body }) => !String(body).startsWith('port'));
    assert.deepEqual(
      records.map(({ severityText, body, attributes }) => [severityText, body, attributes['exception.type']]),
      [
        ['INFO', 'asking inner', undefined],
        ['ERROR', 'broken', 'TypeError'],
      ],
    );
    assert.ok(records.every(({ spanId }) => spans.some((span) => span.spanId === spanId)));
  });

  it('is off by default', async () => assert.equal((await ask(['/fails'], {})).logs.length, 0));
});
