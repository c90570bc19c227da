import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { adapted, withoutSigning } from './adapted.ts';
import { eventually } from './eventually.ts';
import { startOtelcol } from './servers/collector.ts';
import { startGoogle } from './servers/google.ts';
import { logsBody, metricsBody, tracesBody } from './servers/otlp-bodies.ts';
import { startOtlpIntake } from './servers/otlp-intake.ts';
import { otlpLimits } from './servers/otlp-limits.ts';
import { freePorts } from './servers/ports.ts';
import { many, post, times } from './telemetry.ts';

const instance = { 'service.instance.id': 'one', 'cloud.region': 'europe-west1' };
const names = times(1000, (index) => `series.${index}`);
const start = BigInt(Date.now() - 60_000) * 1_000_000n;

/** 1,000 counters whose values tell them apart, at a time after the others of the test. */
function counters(round: number): Uint8Array {
  const time = start + BigInt(round) * 10_000_000_000n;
  return metricsBody({
    resource: instance,
    metrics: names.map((name, value) => ({ name, value: value + round, temporality: 2, start: start - 1n, time })),
  });
}

describe('Google Cloud: Trace, Monitoring and Logging', async () => {
  const [port, loop] = await freePorts(2);
  const endpoint = `127.0.0.1:${port}`;
  const collector = await startOtelcol({
    configs: ['gateway.yaml', 'backends/gcp.yaml'],
    env: {
      GCP_PROJECT: 'shop',
      GCP_LOOP_PORT: String(loop),
      GCP_INSECURE: 'true',
      GCP_TRACE_ENDPOINT: endpoint,
      GCP_MONITORING_ENDPOINT: endpoint,
      GCP_LOGGING_ENDPOINT: endpoint,
      SAMPLING_DECISION_WAIT: '100ms',
    },
  });
  after(() => collector.stop('SIGKILL'));

  // Google is away when the telemetry comes, and comes later.
  for (const round of [1, 2, 3]) await post(collector.url, 'metrics', counters(round));
  const wide = many(60, 'v'.repeat(2000));
  await post(
    collector.url,
    'metrics',
    metricsBody({ resource: instance, metrics: [{ name: 'wide', attributes: wide }] }),
  );
  await post(collector.url, 'traces', tracesBody({ spans: times(1000, () => ({ name: 'small' })) }));
  const large = times(20, () => ({ name: 'n'.repeat(200), attributes: many(60, 'é'.repeat(1000)) }));
  await post(collector.url, 'traces', tracesBody({ spans: large }));
  await post(
    collector.url,
    'logs',
    logsBody({ bodies: [...times(500, (index) => `log ${index}`), 'l'.repeat(300_000)] }),
  );
  await eventually(() => assert.match(collector.log(), /Exporting failed. Will retry/));
  const google = await startGoogle(port);
  after(() => google.close());
  // Then its quota is used up for a while.
  google.isQuotaUsedUp = true;
  await eventually(() => assert.match(collector.log(), /Will retry.*Too Many Requests|Will retry.*429/));
  google.isQuotaUsedUp = false;

  it('writes three points of 1,000 series that came in an outage', async () => {
    await eventually(() => {
      const points = new Map<string, number>();
      for (const { timeSeries = [] } of google.accepted.CreateTimeSeries) {
        for (const { metric } of timeSeries) points.set(metric!.type!, (points.get(metric!.type!) ?? 0) + 1);
      }
      for (const name of names) assert.equal(points.get(`workload.googleapis.com/${name}`), 3, name);
    }, 90_000);
  });

  it('writes all spans and log entries that came in an outage', async () => {
    await eventually(() => {
      const spans = google.accepted.BatchWriteSpans.flatMap((request) => request.spans ?? []);
      assert.equal(spans.length, 1020);
      const entries = google.accepted.WriteLogEntries.flatMap((request) => request.entries ?? []);
      assert.equal(entries.filter(({ textPayload }) => /^log \d+$/.test(textPayload ?? '')).length, 500);
    });
  });

  it('makes only requests that are accepted', () => assert.deepEqual(google.refused, []));
});

describe("Google Cloud: the Telemetry API's OTLP", async () => {
  const intake = await startOtlpIntake(otlpLimits.gcp);
  after(() => intake.close());
  const collector = await startOtelcol({
    configs: ['gateway.yaml', adapted('backends/gcp-otlp.yaml', withoutSigning)],
    env: { GCP_PROJECT: 'shop', GCP_OTLP_ENDPOINT: intake.url, SAMPLING_DECISION_WAIT: '100ms' },
  });
  after(() => collector.stop('SIGKILL'));

  it('accepts every request', async () => {
    await post(collector.url, 'metrics', counters(1));
    const large = { name: 'n'.repeat(2000), attributes: many(2000, 'v'.repeat(100)) };
    await post(collector.url, 'traces', tracesBody({ spans: [large, { attributes: { text: 't'.repeat(100_000) } }] }));
    await post(collector.url, 'logs', logsBody({ bodies: times(500, (index) => `log ${index}`) }));
    await eventually(() => {
      assert.equal(intake.spans.length, 2);
      assert.equal(intake.logs.length, 500);
      assert.equal(new Set(intake.metrics.map(({ name }) => name).filter((name) => names.includes(name))).size, 1000);
    });
    assert.deepEqual(intake.refused, []);
  });
});
