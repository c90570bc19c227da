import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { engine, fixture, type Program, startProgram } from './support/program.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
// OpenTracing's header holds the lower half.
const shortTrace = `${'0'.repeat(16)}${trace.slice(16)}`;
const span = 'b7ad6b7169203331';

interface Row {
  propagators?: string;
  headersIn: Record<string, string>;
  /** Where the span id has to be another one, it is the group `span`. */
  headersOut: Record<string, RegExp>;
}

const rows: Row[] = [
  {
    headersIn: { traceparent: `00-${trace}-${span}-01`, tracestate: 'vendor=1', baggage: 'tenant=blue' },
    headersOut: {
      traceparent: new RegExp(`^00-${trace}-(?<span>[0-9a-f]{16})-01$`),
      tracestate: /^vendor=1$/,
      baggage: /^tenant=blue$/,
    },
  },
  {
    propagators: 'tracecontext',
    headersIn: { traceparent: `00-${trace}-${span}-00`, baggage: 'tenant=blue' },
    headersOut: { traceparent: new RegExp(`^00-${trace}-(?<span>[0-9a-f]{16})-00$`), baggage: /^undefined$/ },
  },
  {
    propagators: 'b3',
    headersIn: { b3: `${trace}-${span}-1` },
    headersOut: { b3: new RegExp(`^${trace}-(?<span>[0-9a-f]{16})-1$`) },
  },
  {
    propagators: 'jaeger',
    headersIn: { 'uber-trace-id': `${trace}:${span}:0:01`, 'uberctx-tenant': 'blue' },
    headersOut: {
      'uber-trace-id': new RegExp(`^${trace}:(?<span>[0-9a-f]{16}):0:01$`),
      'uberctx-tenant': /^blue$/,
    },
  },
  {
    propagators: 'ottrace,tracecontext',
    headersIn: { 'ot-tracer-traceid': trace.slice(16), 'ot-tracer-spanid': span, 'ot-tracer-sampled': 'true' },
    headersOut: {
      'ot-tracer-traceid': new RegExp(`^${trace.slice(16)}$`),
      'ot-tracer-spanid': /^(?<span>[0-9a-f]{16})$/,
      traceparent: new RegExp(`^00-${shortTrace}-[0-9a-f]{16}-01$`),
    },
  },
];

describe('context goes through two servers that export no traces', { concurrency: 2 }, () => {
  for (const { propagators, headersIn, headersOut } of rows) {
    it(propagators ?? 'the default propagators', async () => {
      const received = new Map<string, IncomingHttpHeaders>();
      const last = createServer((request, response) => {
        received.set(request.url!, request.headers);
        response.end();
      });
      last.listen(0, '127.0.0.1');
      await once(last, 'listening');
      const env = {
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        ...(propagators === undefined ? undefined : { OTEL_PROPAGATORS: propagators }),
      };
      const programs: Program[] = [];
      async function startCaller(url: string): Promise<string> {
        const program = startProgram(fixture('calling-server.cjs'), { env, args: [url] });
        programs.push(program);
        await program.printed('\n\n');
        return `http://127.0.0.1:${/listening on (\d+)/.exec(program.stdout())![1]}`;
      }
      try {
        const second = await startCaller(`http://127.0.0.1:${(last.address() as AddressInfo).port}`);
        const first = await startCaller(second);
        await (await fetch(first, { headers: headersIn })).text();

        for (const path of ['/http', '/fetch']) {
          for (const [name, expected] of Object.entries(headersOut)) {
            const value = String(received.get(path)?.[name]);
            assert.match(value, expected, `${name} of ${path}`);
            const caller = expected.exec(value)?.groups?.span;
            // NodeSDK makes no spans without an exporter: what came in goes on as it is.
            if (caller !== undefined) assert.equal(caller === span, engine === 'upstream', `${name} of ${path}`);
          }
        }
      } finally {
        for (const { child } of programs) child.kill('SIGKILL');
        const ends = await Promise.all(programs.map((program) => program.ended));
        last.closeAllConnections();
        last.close();
        assert.deepEqual(
          ends.map(({ stderr }) => stderr),
          ends.map(() => ''),
        );
      }
    });
  }
});
