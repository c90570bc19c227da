import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startShop } from '../../examples/shop/launch.ts';
import { makeTraffic } from '../../examples/shop/traffic.ts';
import { startCollector } from '../support/collector.ts';
import { preloadFile } from '../support/program.ts';

describe('the shop under the preload', async () => {
  const collector = await startCollector();
  const logFolder = mkdtempSync(join(tmpdir(), 'spanwise-shop-logs-'));
  try {
    const shop = await startShop({
      logFolder,
      preload: preloadFile,
      environment: {
        PATH: process.env.PATH,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        SPANWISE_COST_OWNER_HEADERS: 'tenant=x-tenant-id',
        SPANWISE_COST_CENTER: 'cc-shop',
      },
    });
    await makeTraffic({ gateway: shop.urls.gateway, seed: 3, requests: 40 });
    assert.deepEqual(await shop.stop(), []);
  } finally {
    await collector.close();
    rmSync(logFolder, { recursive: true });
  }

  it('has its logs under their spans, with tenant and cost center', () => {
    const spans = new Map(collector.spans.map((span) => [span.spanId, span]));
    const ofRequests = collector.logs.filter(({ traceId }) => traceId !== undefined && traceId !== '');
    const services = new Set(ofRequests.map(({ resource }) => resource['service.name']));
    // One is an ES module, the other CommonJS.
    assert.ok(services.has('shop-gateway') && services.has('shop-orders'), [...services].join());
    for (const { body, traceId, spanId, attributes, resource } of ofRequests) {
      assert.equal(spans.get(spanId ?? '')?.traceId, traceId, String(body));
      assert.match(String(attributes['tenant.id']), /^[a-z]+$/, String(body));
      assert.equal(resource['service.instance.cost_center.id'], 'cc-shop');
    }
  });

  it('has the duration of its queries as a metric, too', () => {
    const metric = collector.metrics.find(({ name }) => name === 'db.client.operation.duration')!;
    assert.equal(metric.unit, 's');
    const { attributes } = metric.points[0]!;
    assert.deepEqual([attributes['db.system.name'], attributes['db.operation.name']], ['postgresql', 'SELECT']);
  });
});
