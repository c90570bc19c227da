import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { eventually } from './eventually.ts';
import { startOtelcol } from './servers/collector.ts';
import { logsBody, metricsBody, tracesBody } from './servers/otlp-bodies.ts';
import { startOtlpIntake } from './servers/otlp-intake.ts';
import { otlpLimits } from './servers/otlp-limits.ts';
import { post, times } from './telemetry.ts';

const names = times(1000, (index) => `series.${index}`);

/** Counters that started just now: of those that are older than the collector, it cannot know what was sent before. */
function counters(start: bigint, value: number): Uint8Array {
  const time = start + BigInt(value) * 1_000_000_000n;
  return metricsBody({ metrics: names.map((name) => ({ name, value, temporality: 2, start, time })) });
}

describe("Datadog's OTLP intake", async () => {
  const intake = await startOtlpIntake(otlpLimits.datadog);
  after(() => intake.close());
  const collector = await startOtelcol({
    configs: ['gateway.yaml', 'backends/datadog-otlp.yaml'],
    env: { DATADOG_OTLP_ENDPOINT: intake.url, DATADOG_API_KEY: 'key', SAMPLING_DECISION_WAIT: '100ms' },
  });
  after(() => collector.stop('SIGKILL'));

  it('gets totals of 1,000 series as differences', async () => {
    const start = BigInt(Date.now()) * 1_000_000n;
    for (const value of [10, 17, 30]) await post(collector.url, 'metrics', counters(start, value));
    await eventually(() => {
      const sums = new Map<string, number>();
      for (const { name, points } of intake.metrics) {
        for (const { value } of points) sums.set(name, (sums.get(name) ?? 0) + Number(value));
      }
      for (const name of names) assert.equal(sums.get(name), 30, name);
    });
  });

  it('gets spans and logs, and accepts every request', async () => {
    await post(collector.url, 'logs', logsBody({ bodies: times(3000, (index) => `${index} `.padEnd(2000, 'l')) }));
    await post(collector.url, 'traces', tracesBody({ spans: times(1000, () => ({})) }));
    await eventually(() => {
      assert.equal(intake.logs.length, 3000);
      assert.equal(intake.spans.length, 1000);
    });
    assert.deepEqual(intake.refused, []);
    assert.equal(intake.requests[0]!.headers['dd-api-key'], 'key');
  });
});
