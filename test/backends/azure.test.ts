import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { adapted, withoutSigning } from './adapted.ts';
import { eventually } from './eventually.ts';
import { connectionString, startAzure } from './servers/azure.ts';
import type { TelemetryItem } from './servers/azure-limits.ts';
import { startOtelcol } from './servers/collector.ts';
import { logsBody, metricsBody, tracesBody } from './servers/otlp-bodies.ts';
import { startOtlpIntake } from './servers/otlp-intake.ts';
import { otlpLimits } from './servers/otlp-limits.ts';
import { freePorts } from './servers/ports.ts';
import { many, post, times } from './telemetry.ts';

const names = times(1000, (index) => `series.${index}`);
const series = metricsBody({ metrics: names.map((name, value) => ({ name, value })) });
const logs = times(500, (index) => `log ${index}`);

describe('Azure: Application Insights', async () => {
  const [port] = await freePorts(1);
  const collector = await startOtelcol({
    configs: ['gateway.yaml', 'backends/azure.yaml'],
    env: { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString(port!), SAMPLING_DECISION_WAIT: '100ms' },
  });
  after(() => collector.stop('SIGKILL'));
  // Azure is away when the first telemetry comes, and comes later.
  await post(collector.url, 'logs', logsBody({ bodies: logs }));
  await eventually(async () =>
    assert.ok((await collector.metric('otelcol_exporter_sent_log_records', 'azure_monitor')) >= 500),
  );
  const azure = await startAzure(port);
  after(() => azure.close());
  const itemsOf = (type: string): TelemetryItem[] => azure.items.filter(({ data }) => data?.baseType === type);

  it('takes what came in a short outage, 1,000 series and spans, all within its limits', async () => {
    await post(collector.url, 'metrics', series);
    await post(collector.url, 'traces', tracesBody({ spans: times(500, () => ({ name: 'small' })) }));
    const long = { ['k'.repeat(200)]: 'v', value: 'v'.repeat(10_000) };
    await post(collector.url, 'traces', tracesBody({ spans: [{ name: 'n'.repeat(2000), attributes: long }] }));
    await post(collector.url, 'logs', logsBody({ bodies: ['m'.repeat(40_000)], attributes: long }));
    await eventually(() => {
      const found = new Set(
        itemsOf('MetricData').flatMap(({ data }) => data!.baseData!.metrics!.map(({ name }) => name)),
      );
      assert.deepEqual(
        names.filter((name) => !found.has(name)),
        [],
      );
      assert.equal(itemsOf('RequestData').length, 501);
      assert.equal(itemsOf('MessageData').length, 501);
    });
    assert.deepEqual(azure.refused, []);
    for (const { items } of azure.requests) assert.ok(items <= 200, `${items} items`);
  });
});

describe("Azure: Azure Monitor's OTLP", async () => {
  const intake = await startOtlpIntake(otlpLimits.azure);
  after(() => intake.close());
  const collector = await startOtelcol({
    configs: ['gateway.yaml', adapted('backends/azure-otlp.yaml', withoutSigning)],
    env: {
      AZURE_LOGS_INGESTION: intake.url,
      AZURE_METRICS_INGESTION: intake.url,
      SAMPLING_DECISION_WAIT: '100ms',
    },
  });
  after(() => collector.stop('SIGKILL'));

  it('accepts every request', async () => {
    await post(collector.url, 'metrics', series);
    await post(collector.url, 'logs', logsBody({ bodies: logs }));
    const spans = times(300, () => ({ attributes: many(20, 'v'.repeat(500)) }));
    await post(collector.url, 'traces', tracesBody({ spans }));
    await eventually(() => {
      assert.equal(intake.spans.length, 300);
      assert.equal(intake.logs.length, 500);
      assert.equal(new Set(intake.metrics.map(({ name }) => name).filter((name) => names.includes(name))).size, 1000);
    });
    assert.deepEqual(intake.refused, []);
  });
});
