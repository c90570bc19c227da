import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ReceivedSpan } from '@spanwise/cli';
import { type Collector, startCollector } from './support/collector.ts';
import { engine, type Program, startProgram } from './support/program.ts';

/** Real programs of each framework, as CommonJS and as ES modules, under `--require` alone. */
const frameworks = ['express4', 'express5', 'fastify4', 'fastify5', 'hapi', 'koa', 'nest-express', 'nest-fastify'];

interface Exchange {
  readonly path: string;
  readonly status: number;
  /** In the syntax of most; hapi has braces. */
  readonly route: string | undefined;
}

const exchanges: readonly Exchange[] = [
  { path: '/users/7', status: 200, route: '/users/:userId' },
  { path: '/api/v1/items/3?full=1', status: 200, route: '/api/:version/items/:itemId' },
  { path: '/fail', status: 500, route: '/fail' },
  { path: '/nowhere', status: 404, route: undefined },
];

describe('web frameworks', { concurrency: 2 }, () => {
  for (const framework of frameworks) {
    for (const file of ['app.cjs', 'app.mjs']) {
      it(`${framework}/${file}: the route is on every server span, and a trace crosses two services`, async () => {
        const collector = await startCollector();
        const peer = await start('peer', framework, file, collector, {});
        const front = await start('front', framework, file, collector, { PEER: peer.url });
        try {
          for (const { path, status } of exchanges) {
            const response = await fetch(front.url + path);
            await response.text();
            assert.equal(response.status, status, path);
          }
          const answer = await fetch(`${front.url}/peer`);
          assert.deepEqual([answer.status, await answer.json()], [200, { user: '7' }]);
        } finally {
          for (const { child } of [front.program, peer.program]) child.kill('SIGTERM');
        }
        for (const { program } of [front, peer]) {
          const { code, signal, stderr } = await program.ended;
          assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
        }
        await collector.close();
        for (const exchange of exchanges) checkExchange(framework, exchange, collector.spans);
        checkTrace(framework, collector.spans);
      });
    }
  }
});

async function start(
  service: string,
  framework: string,
  file: string,
  collector: Collector,
  env: Record<string, string>,
): Promise<{ program: Program; url: string }> {
  const program = startProgram(fileURLToPath(new URL(`frameworks/${framework}/${file}`, import.meta.url)), {
    env: { ...env, OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  await program.printed(' \n');
  return { program, url: `http://127.0.0.1:${/port (\d+)/.exec(program.stdout())![1]}` };
}

function checkExchange(framework: string, { path, status, route }: Exchange, spans: readonly ReceivedSpan[]): void {
  const [pathname] = path.split('?');
  const span = onlyOne(
    path,
    spans.filter((span) => span.kind === 'SERVER' && span.attributes['url.path'] === pathname && !isOfPeer(span)),
  );
  const expected = routeOf(framework, route);
  assert.equal(span.attributes['http.route'], expected, path);
  assert.equal(span.name, expected === undefined ? 'GET' : `GET ${expected}`, path);
  assert.equal(span.attributes['http.response.status_code'], status, path);
  assert.equal(span.attributes['error.type'], status === 500 ? '500' : undefined, path);
  assert.equal(span.status.code, status === 500 ? 'ERROR' : 'UNSET', path);
}

function checkTrace(framework: string, spans: readonly ReceivedSpan[]): void {
  const front = onlyOne(
    '/peer',
    spans.filter(({ kind, attributes }) => kind === 'SERVER' && attributes['url.path'] === '/peer'),
  );
  const trace = spans.filter(({ traceId }) => traceId === front.traceId);
  assert.deepEqual([...new Set(trace.map(({ resource }) => resource['service.name']))].sort(), ['front', 'peer']);
  const behind = onlyOne(
    'the span of the peer',
    trace.filter(({ kind, resource }) => kind === 'SERVER' && resource['service.name'] === 'peer'),
  );
  assert.equal(behind.attributes['http.route'], routeOf(framework, '/users/:userId'));
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  for (const span of trace) assert.ok(span === front || byId.has(span.parentSpanId!), `${span.name} has no parent`);
}

function routeOf(framework: string, route: string | undefined): string | undefined {
  if (framework !== 'hapi' || route === undefined) return route;
  // Upstream's instrumentation knows a route as the plugin wrote it, without the prefix that it was registered with.
  const known = engine === 'native' ? route : route.replace(/^\/api\/:version/, '');
  return known.replace(/:(\w+)/g, '{$1}');
}

function isOfPeer({ resource }: ReceivedSpan): boolean {
  return resource['service.name'] === 'peer';
}

function onlyOne(what: string, spans: readonly ReceivedSpan[]): ReceivedSpan {
  assert.equal(spans.length, 1, `${what}: ${spans.map(({ name }) => name)}`);
  return spans[0]!;
}
