import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { adapted, withoutSigning } from './adapted.ts';
import { eventually } from './eventually.ts';
import { startOtelcol } from './servers/collector.ts';
import { motoEnvironment, startMoto } from './servers/moto.ts';
import { logsBody, metricsBody, tracesBody } from './servers/otlp-bodies.ts';
import { startOtlpIntake } from './servers/otlp-intake.ts';
import { otlpLimits } from './servers/otlp-limits.ts';
import { freePorts } from './servers/ports.ts';
import { many, post, times } from './telemetry.ts';

/** An event in embedded metric format. */
interface MetricEvent extends Record<string, unknown> {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit?: string }[] }[];
  };
}

describe('AWS: CloudWatch, played by moto', async () => {
  const [port, loop] = await freePorts(2);
  // The tests' collector has no awsxray.
  const aws = adapted('backends/aws.yaml', ({ exporters, service: { pipelines } }) => {
    delete exporters.awsxray;
    delete pipelines['traces/aws'];
    delete pipelines['traces/aws-loop'];
    delete exporters['otlp_http/aws-loop'];
  });
  const collector = await startOtelcol({
    configs: ['gateway.yaml', aws],
    env: { ...motoEnvironment(port!), AWS_LOOP_PORT: String(loop) },
  });
  after(() => collector.stop('SIGKILL'));
  const names = times(1000, (index) => `series.${index}`);
  const bodies = times(500, (index) => `log record ${index}`);
  const long = 'l'.repeat(300_000);

  // AWS is away when the telemetry comes, and comes later.
  await post(collector.url, 'metrics', metricsBody({ metrics: names.map((name, value) => ({ name, value })) }));
  await post(
    collector.url,
    'metrics',
    metricsBody({ metrics: [{ name: 'wide', attributes: many(60, 'v'.repeat(2000)) }] }),
  );
  await post(collector.url, 'logs', logsBody({ bodies: [...bodies, long] }));
  await eventually(() => assert.match(collector.log(), /Exporting failed. Will retry/));
  const moto = await startMoto(port);
  after(() => moto.stop());

  const metricEvents = async (): Promise<MetricEvent[]> =>
    (await moto.logEvents('/spanwise/metrics')).map(({ message }) => JSON.parse(message));
  const ours = (events: MetricEvent[]): MetricEvent[] => events.filter((event) => event['service.name'] === 'shop');

  it('keeps 1,000 series through an outage, each with its value', async () => {
    const values = await eventually(async () => {
      const found = new Map<string, unknown>();
      for (const event of ours(await metricEvents())) {
        for (const name of names) if (Object.hasOwn(event, name)) found.set(name, event[name]);
      }
      assert.equal(found.size, names.length);
      return found;
    }, 90_000);
    assert.deepEqual(
      names.map((name) => values.get(name)),
      names.map((_, value) => value),
    );
  });

  it('puts at most 100 metrics in an event, with at most 30 dimensions of 1,024 characters', async () => {
    await eventually(async () => assert.ok((await metricEvents()).some((event) => Object.hasOwn(event, 'wide'))));
    for (const event of await metricEvents()) {
      for (const { Namespace, Dimensions, Metrics } of event._aws.CloudWatchMetrics) {
        assert.equal(Namespace, 'Spanwise');
        assert.ok(Metrics.length <= 100, `${Metrics.length} metrics`);
        for (const dimensions of Dimensions) {
          assert.ok(dimensions.length <= 30, `${dimensions.length} dimensions`);
          for (const name of dimensions) assert.ok(String(event[name]).length <= 1024, name);
        }
      }
    }
  });

  it('keeps log records through an outage, and cuts one that is too long', async () => {
    const events = await eventually(async () => {
      const found = await moto.logEvents('/spanwise/logs');
      assert.ok(found.length > bodies.length);
      return found;
    });
    const whole = events
      .filter(({ message }) => message.length < 10_000)
      .map(({ message }) => JSON.parse(message).body);
    assert.deepEqual(whole.sort(), [...bodies].sort());
    const [cut] = events.filter(({ message }) => message.length >= 10_000);
    assert.ok(cut!.message.length <= 256 * 1024);
    assert.match(cut!.message, /\[Truncated\.\.\.\]$/);
  });
});

describe("AWS: X-Ray's OTLP intake", async () => {
  const intake = await startOtlpIntake(otlpLimits.xray);
  after(() => intake.close());
  const collector = await startOtelcol({
    configs: ['gateway.yaml', adapted('backends/aws-otlp.yaml', withoutSigning)],
    env: {
      AWS_XRAY_OTLP_ENDPOINT: `${intake.url}/v1/traces`,
      AWS_LOGS_OTLP_ENDPOINT: 'http://127.0.0.1:9/v1/logs',
      AWS_METRICS_OTLP_ENDPOINT: 'http://127.0.0.1:9/v1/metrics',
      SAMPLING_DECISION_WAIT: '100ms',
    },
  });
  after(() => collector.stop('SIGKILL'));

  it('accepts every request, of small spans and of large ones', async () => {
    for (let i = 0; i < 10; i++) {
      const traceId = randomBytes(16);
      await post(collector.url, 'traces', tracesBody({ spans: times(2000, () => ({ traceId, name: 'a' })) }));
    }
    const attributes = many(200, 'v'.repeat(5000));
    const resource = many(60, 'r'.repeat(1000));
    await post(collector.url, 'traces', tracesBody({ resource, spans: times(10, () => ({ attributes })) }));
    await eventually(() => assert.equal(intake.spans.length, 20_010));
    assert.deepEqual(intake.refused, []);
  });
});
