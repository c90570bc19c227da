import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { startCollector } from '../support/collector.ts';
import { eventually } from './eventually.ts';
import { startOtelcol } from './servers/collector.ts';
import { startKafka } from './servers/kafka.ts';
import { logsBody, metricsBody, tracesBody } from './servers/otlp-bodies.ts';
import { many, post, times } from './telemetry.ts';

describe('Kafka between two tiers', async () => {
  const kafka = await startKafka();
  after(() => kafka.stop());
  const first = await startOtelcol({
    configs: ['gateway.yaml', 'backends/kafka.yaml'],
    env: { KAFKA_BROKERS: `[${kafka.broker}]`, SAMPLING_DECISION_WAIT: '100ms' },
  });
  after(() => first.stop('SIGKILL'));
  const receiver = await startCollector();
  after(() => receiver.close());
  const reader = `
receivers:
  kafka:
    brokers: [${kafka.broker}]
    initial_offset: earliest
    message_marking: {after: true}
exporters:
  otlp_http:
    endpoint: '${receiver.url}'
    # The reader waits for the receiver, as Kafka keeps what is not read.
    sending_queue: {enabled: false}
service:
  telemetry: {metrics: {level: none}}
  pipelines:
    traces: {receivers: [kafka], exporters: [otlp_http]}
    metrics: {receivers: [kafka], exporters: [otlp_http]}
    logs: {receivers: [kafka], exporters: [otlp_http]}`;
  const second = await startOtelcol({ configs: [`yaml:${reader}`] });
  after(() => second.stop('SIGKILL'));

  it('hands on everything, in messages that the broker takes', async () => {
    const traceIds = times(500, () => randomBytes(16));
    const spans = times(5000, (index) => ({
      name: `span ${index}`,
      traceId: traceIds[index % traceIds.length]!,
      attributes: many(5, 'v'.repeat(200)),
    }));
    await post(first.url, 'traces', tracesBody({ spans }));
    const names = times(1000, (index) => `series.${index}`);
    await post(first.url, 'metrics', metricsBody({ metrics: names.map((name) => ({ name })) }));
    const bodies = times(2000, (index) => `${index} `.padEnd(1000, 'l'));
    await post(first.url, 'logs', logsBody({ bodies }));
    await eventually(() => {
      assert.equal(new Set(receiver.spans.map(({ name }) => name)).size, 5000);
      assert.equal(new Set(receiver.logs.map(({ body }) => body)).size, 2000);
      assert.equal(new Set(receiver.metrics.map(({ name }) => name).filter((name) => names.includes(name))).size, 1000);
    }, 90_000);
    assert.equal(receiver.spans.length, 5000);
    assert.equal(receiver.logs.length, 2000);
    assert.doesNotMatch(first.log(), /MESSAGE_TOO_LARGE|Dropping data/);
  });
});
