import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeTraffic } from '../examples/shop/traffic.ts';
import { startCommand } from '../packages/cli/test-support/command.ts';

interface ShownTrace {
  type: string;
  traceId: string;
  spans: { spanId: string; kind: string; attributes: Record<string, unknown> }[];
  logs: {
    traceId: string;
    spanId: string;
    body: unknown;
    attributes: Record<string, unknown>;
    resource: number;
  }[];
  resources: Record<string, unknown>[];
}

/** Runs a program by `spanwise dev --json`, until `use`, which gets what the program has printed, is done. */
async function shown(
  program: URL,
  printed: RegExp,
  use: (match: RegExpExecArray) => Promise<unknown>,
  env: Record<string, string> = {},
): Promise<ShownTrace[]> {
  const { child, finished, said } = startCommand(['dev', '--json', '--', process.execPath, fileURLToPath(program)], {
    env: { SPANWISE_COST_OWNER_HEADERS: owners, SPANWISE_COST_CENTER: 'cc-shop', ...env },
  });
  try {
    await use(await said('stderr', printed));
  } finally {
    child.kill('SIGTERM');
  }
  const { code, stdout, stderr } = await finished;
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  return whole(lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'trace'));
}

/** What comes late for a trace is another line of it. */
function whole(lines: ShownTrace[]): ShownTrace[] {
  const traces = new Map<string, ShownTrace>();
  for (const line of lines) {
    const trace = traces.get(line.traceId) ?? { ...line, spans: [], logs: [], resources: [] };
    traces.set(line.traceId, trace);
    const before = trace.resources.length;
    trace.spans.push(...line.spans);
    trace.logs.push(...line.logs.map((log) => ({ ...log, resource: log.resource + before })));
    trace.resources.push(...line.resources);
  }
  return [...traces.values()];
}

const owners = 'tenant=x-tenant-id,cost_center=x-cost-center';

describe('spanwise dev shows log records under their spans, with who pays', { concurrency: 1 }, () => {
  for (const program of ['shop.cjs', 'shop.mjs']) {
    it(`of winston and of pino, in ${program}`, async () => {
      const traces = await shown(
        new URL(`logging/programs/${program}`, import.meta.url),
        /port (\d+)/,
        async ([, port]) => {
          for (const tenant of ['acme', 'globex']) {
            const headers = { 'x-tenant-id': tenant, 'x-cost-center': `cc-${tenant}` };
            await fetch(`http://127.0.0.1:${port}/${tenant}`, { headers });
          }
        },
      );
      for (const tenant of ['acme', 'globex']) {
        const trace = traces.find(({ spans }) =>
          spans.some(({ attributes }) => attributes['url.path'] === `/${tenant}`),
        )!;
        for (const logger of ['of winston', 'of pino']) {
          const [log, ...others] = trace.logs.filter(({ body }) => body === logger);
          assert.ok(log !== undefined && others.length === 0, logger);
          assert.deepEqual([log.traceId, log.spanId], [trace.traceId, trace.spans[0]!.spanId], logger);
          assert.deepEqual(
            [log.attributes['tenant.id'], log.attributes['cost_center.id']],
            [tenant, `cc-${tenant}`],
            logger,
          );
          assert.equal(trace.resources[log.resource]!['service.instance.cost_center.id'], 'cc-shop');
        }
      }
    });
  }

  it('of the example shop, whose services are CommonJS and ES modules', async () => {
    const traces = await shown(
      new URL('../examples/shop/start.ts', import.meta.url),
      /The shop is open: (\S+)/,
      ([, gateway]) => makeTraffic({ gateway: gateway!, seed: 3, requests: 30 }),
      { PORT: '0' },
    );
    const programs = new Set<string>();
    for (const { traceId, spans, logs, resources } of traces) {
      const ids = new Set(spans.map(({ spanId }) => spanId));
      for (const { body, attributes, resource: index, ...log } of logs) {
        const resource = resources[index]!;
        assert.equal(log.traceId, traceId);
        assert.ok(ids.has(log.spanId), String(body));
        assert.match(String(attributes['tenant.id']), /^[a-z]+$/, String(body));
        assert.equal(resource['service.instance.cost_center.id'], 'cc-shop');
        programs.add(String(resource['process.command']).split('/services/')[1]!);
      }
    }
    assert.ok(programs.has('gateway/server.mjs') && programs.has('orders/server.cjs'), [...programs].join());
  });
});
