import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ReceivedLog } from '@spanwise/cli';
import { startCollector } from '../support/collector.ts';
import { startProgram } from '../support/program.ts';

const loggers = ['of ours', 'of winston', 'of pino', 'of pino in a worker', 'of bunyan'];

/** Two requests, of two tenants: acme's is request r-1. */
async function serve(program: string, env: Record<string, string> = {}) {
  const collector = await startCollector();
  try {
    const file = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
    const running = startProgram(file, {
      preload: program.endsWith('.mjs') ? '--import' : '--require',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_SERVICE_NAME: 'shop',
        OTEL_RESOURCE_ATTRIBUTES: 'service.tier=gateway',
        SPANWISE_COST_CENTER: 'cc-1',
        SPANWISE_COST_OWNER_HEADERS: 'tenant=x-tenant-id,cost_center=x-cost-center',
        SPANWISE_CORRELATION_HEADER: 'x-trace-id',
        ...env,
      },
    });
    await running.printed('port ');
    const port = /port (\d+)/.exec(running.stdout())![1];
    for (const [order, tenant] of [
      ['r-1', 'acme'],
      ['r-2', 'globex'],
    ] as const) {
      await fetch(`http://127.0.0.1:${port}/${order}`, {
        headers: { 'x-tenant-id': tenant, 'x-cost-center': `cc-${tenant}`, 'x-trace-id': order },
      });
    }
    for (const logger of loggers) {
      // The worker of pino writes when it comes to it.
      await running.printed(`"${logger}"`);
    }
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    return { ...ended, logs: collector.logs, spans: collector.spans };
  } finally {
    await collector.close();
  }
}

function only(logs: readonly ReceivedLog[], body: string, order: string): ReceivedLog {
  const found = logs.filter((log) => log.body === body && log.attributes.order === order);
  assert.equal(found.length, 1, `${body} of ${order}: ${found.length} records`);
  return found[0]!;
}

describe('loggers of a program, without a change to it', { concurrency: 2 }, () => {
  for (const program of ['shop.cjs', 'shop.mjs']) {
    it(`${program}: every line is a record under its span, with who pays and who asked`, async () => {
      const { code, stderr, logs, spans } = await serve(program);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const hashes = new Set<unknown>();
      for (const [order, tenant] of [
        ['r-1', 'acme'],
        ['r-2', 'globex'],
      ] as const) {
        const span = spans.find((each) => each.attributes['url.path'] === `/${order}`)!;
        for (const logger of loggers) {
          const { attributes, traceId, spanId, severityNumber } = only(logs, logger, order);
          assert.deepEqual([traceId, spanId, severityNumber], [span.traceId, span.spanId, 9], logger);
          assert.deepEqual(
            [attributes['tenant.id'], attributes['cost_center.id'], attributes['correlation.id']],
            [tenant, `cc-${tenant}`, order],
            logger,
          );
          assert.equal(attributes['operation.name'], 'checkout', logger);
          hashes.add(attributes['user.hash']);
        }
        assert.equal(span.attributes['operation.name'], 'checkout');
        assert.ok(hashes.has(span.attributes['user.hash']));
      }
      assert.equal(hashes.size, 2, 'a pseudonym each');
      assert.ok(![...hashes].some((hash) => String(hash).includes('user of')));
    });

    it(`${program}: the lines that it writes itself name trace, tenant and request`, async () => {
      const { stdout, spans } = await serve(program, { SPANWISE_LOG_OUTPUTS: 'stdout' });
      const span = spans.find((each) => each.attributes['url.path'] === '/r-2')!;
      const lines = stdout.split('\n').filter((line) => line.includes('"r-2"') && line.startsWith('{'));
      assert.equal(lines.length, loggers.length, stdout);
      for (const line of lines) {
        const fields = JSON.parse(line);
        assert.deepEqual([fields['tenant.id'], fields['correlation.id']], ['globex', 'r-2'], line);
        assert.equal(fields['trace.id'] ?? fields.trace_id, span.traceId, line);
      }
    });
  }
});
