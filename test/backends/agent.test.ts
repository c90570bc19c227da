import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceivedLog, type ReceivedMetric, type ReceivedSpan, type Receiver, startReceiver } from '@spanwise/cli';
import { arrived, describeArrived } from './arrived.ts';
import { eventually } from './eventually.ts';
import { startLoad } from './load.ts';
import { type Otelcol, type OtelcolOptions, otelcolPorts, startOtelcol } from './servers/collector.ts';
import { freePorts } from './servers/ports.ts';

/** What several gateways, each a receiver of ours, have got. */
interface Got {
  spans: ReceivedSpan[];
  logs: ReceivedLog[];
  metrics: ReceivedMetric[];
}

async function startGateway(t: TestContext, port: number, got: Got): Promise<Receiver> {
  const receiver = await startReceiver({
    grpc: true,
    grpcPort: port,
    onBatch(batch) {
      if (batch.signal === 'traces') got.spans.push(...batch.spans);
      else if (batch.signal === 'logs') got.logs.push(...batch.logs);
      else got.metrics.push(...batch.metrics);
    },
  });
  t.after(() => receiver.close());
  return receiver;
}

async function startAgent(t: TestContext, options: Partial<OtelcolOptions>): Promise<Otelcol> {
  // Our receiver reads gzip.
  const env = { GATEWAY_COMPRESSION: 'gzip', ...options.env };
  const agent = await startOtelcol({ configs: ['agent.yaml'], ...options, env });
  t.after(() => agent.stop());
  return agent;
}

const nothing = (): Got => ({ spans: [], logs: [], metrics: [] });

describe('an agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-agent-'));
  after(() => rmSync(folder, { recursive: true }));

  it('one of two gateways away, the agent killed and started again: nothing acknowledged is lost', async (t) => {
    const both = nothing();
    const [one, two] = await freePorts(2);
    const gateways = [await startGateway(t, one!, both), await startGateway(t, two!, both)];
    const ports = await otelcolPorts();
    const start = () =>
      startAgent(t, {
        ports,
        queueDirectory: join(folder, 'queue'),
        env: { GATEWAYS: `127.0.0.1:${one},127.0.0.1:${two}` },
      });
    let agent = await start();
    const load = startLoad({ url: agent.url, service: 'away', rate: 200 });
    t.after(() => load.abandon());
    await sleep(2000);
    await gateways[1]!.close();
    await sleep(3000);
    await agent.stop('SIGKILL');
    agent = await start();
    await sleep(2000);
    gateways[1] = await startGateway(t, two!, both);
    await load.stop();
    t.diagnostic(describeArrived(await arrived(load.acknowledged, both, 'away')));
  });

  it('the spans of a trace go to one gateway, the points of a series too', async (t) => {
    const [first, second] = [nothing(), nothing()];
    const [one, two] = await freePorts(2);
    await startGateway(t, one!, first);
    await startGateway(t, two!, second);
    const agent = await startAgent(t, { env: { GATEWAYS: `127.0.0.1:${one},127.0.0.1:${two}` } });
    const load = startLoad({ url: agent.url, service: 'balanced', rate: 400 });
    t.after(() => load.abandon());
    await sleep(2000);
    await load.stop();
    const all: Got = {
      get spans() {
        return [...first.spans, ...second.spans];
      },
      get logs() {
        return [...first.logs, ...second.logs];
      },
      get metrics() {
        return [...first.metrics, ...second.metrics];
      },
    };
    await arrived(load.acknowledged, all, 'balanced');
    const [left, right] = [first, second].map(({ spans }) => new Set(spans.map((span) => span.traceId)));
    assert.ok(left!.size > 0 && right!.size > 0, 'both have work');
    assert.deepEqual(
      [...left!].filter((id) => right!.has(id)),
      [],
      'traces in both',
    );
    const withSeries = [first, second].filter(({ metrics }) =>
      metrics.some((metric) => metric.name === 'load.batches'),
    );
    assert.equal(withSeries.length, 1);
    t.diagnostic(`${left!.size} + ${right!.size} traces, none split`);
  });

  it('knows its machine, and reads the logs of containers', async (t) => {
    const got = nothing();
    const gateway = await startGateway(t, 0, got);
    const log = join(folder, 'pods/shop_web-0_0f6e2b1c-1111-4222-8333-444455556666/web/0.log');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, '');
    await startAgent(t, {
      configs: ['agent.yaml', 'sources/host-metrics.yaml', 'sources/container-logs.yaml'],
      env: {
        GATEWAYS: new URL(gateway.grpcUrl!).host,
        HOST_METRICS_INTERVAL: '1s',
        CONTAINER_LOGS: `[${folder}/pods/*/*/*.log]`,
        CONTAINER_LOGS_START: 'beginning',
      },
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const line = { level: 'warn', message: 'no tea', trace_id: traceId, span_id: 'b7ad6b7169203331' };
    const time = new Date().toISOString();
    appendFileSync(log, `${time} stdout F ${JSON.stringify(line)}\n${time} stderr F plain words\n`);
    await eventually(() => {
      const [json, plain] = got.logs;
      assert.equal(got.logs.length, 2);
      assert.deepEqual([json!.body, json!.severityNumber, json!.traceId], ['no tea', 13, traceId]);
      assert.equal(plain!.body, 'plain words');
      assert.equal(json!.resource['k8s.pod.name'], 'web-0');
      assert.equal(json!.resource['k8s.container.name'], 'web');
      const names = new Set(got.metrics.map((metric) => metric.name));
      assert.ok(names.has('system.cpu.utilization') && names.has('system.memory.usage'));
      assert.ok(got.metrics.every((metric) => metric.resource['host.name']));
    });
  });
});
