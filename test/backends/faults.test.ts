import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Collector, type CollectorOptions, closedPort, startCollector } from '../support/collector.ts';
import { fixture, startProgram } from '../support/program.ts';
import { arrived, describeArrived, missingFrom } from './arrived.ts';
import { eventually } from './eventually.ts';
import { startLoad } from './load.ts';
import { type Otelcol, type OtelcolOptions, otelcolPorts, startOtelcol } from './servers/collector.ts';

const configs = ['gateway.yaml', 'backends/otlp.yaml'];
async function startGateway(t: TestContext, options: Partial<OtelcolOptions>): Promise<Otelcol> {
  const gateway = await startOtelcol({ configs, ...options });
  t.after(() => gateway.stop());
  return gateway;
}

async function startBackend(t: TestContext, options?: CollectorOptions): Promise<Collector> {
  const receiver = await startCollector(options);
  t.after(() => receiver.close());
  return receiver;
}

/** Every trace, without the wait for a decision. */
const unsampled = [...configs, 'sampling/none.yaml'];
/** Traces wait for their decision in memory alone. */
const inMemory = [...configs, 'sampling/memory.yaml'];

describe('a gateway in trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-faults-'));
  after(() => rmSync(folder, { recursive: true }));
  let queueDirectory: string;
  beforeEach(() => {
    queueDirectory = mkdtempSync(join(folder, 'queue-'));
  });

  it('as it is shipped, killed under load and started again, three times: nothing it acknowledged is lost', async (t) => {
    const receiver = await startBackend(t, { delayMillis: 200 });
    const ports = await otelcolPorts();
    const start = () => startGateway(t, { queueDirectory, ports, env: { BACKEND_OTLP_ENDPOINT: receiver.url } });
    let gateway = await start();
    const load = startLoad({ url: gateway.url, service: 'killed', rate: 400 });
    t.after(() => load.abandon());
    // Before anything is decided, while some is, and when some of it has been deleted from the queue.
    for (const seconds of [3, 14, 24]) {
      await sleep(seconds * 1000);
      await gateway.stop('SIGKILL');
      gateway = await start();
    }
    await load.stop();
    t.diagnostic(describeArrived(await arrived(load.acknowledged, receiver, 'killed')));
    await gateway.stop('SIGKILL');
  });

  it('told to wait in memory from now on: what had waited on disk is decided too', async (t) => {
    const receiver = await startBackend(t);
    const env = { BACKEND_OTLP_ENDPOINT: receiver.url };
    const first = await startGateway(t, { queueDirectory, env });
    const load = startLoad({ url: first.url, service: 'moved', rate: 200 });
    t.after(() => load.abandon());
    await sleep(3000);
    await load.stop();
    await first.stop('SIGKILL');
    const second = await startGateway(t, { configs: inMemory, queueDirectory, env });
    t.diagnostic(describeArrived(await arrived(load.acknowledged, receiver, 'moved')));
    await second.stop('SIGKILL');
  });

  it('keeps every trace, killed under load and started again, three times: nothing it acknowledged is lost', async (t) => {
    // Slow, so that the queue always holds something.
    const receiver = await startBackend(t, { delayMillis: 200 });
    const ports = await otelcolPorts();
    const start = () =>
      startGateway(t, { configs: unsampled, queueDirectory, ports, env: { BACKEND_OTLP_ENDPOINT: receiver.url } });
    let gateway = await start();
    const load = startLoad({ url: gateway.url, service: 'killed', rate: 400 });
    t.after(() => load.abandon());
    for (let kill = 0; kill < 3; kill++) {
      await sleep(2000);
      await gateway.stop('SIGKILL');
      gateway = await start();
    }
    await load.stop();
    t.diagnostic(describeArrived(await arrived(load.acknowledged, receiver, 'killed')));
  });

  it('killed while traces wait in memory for their decision: loses those of the wait, and nothing else', async (t) => {
    const receiver = await startBackend(t);
    const ports = await otelcolPorts();
    const env = { BACKEND_OTLP_ENDPOINT: receiver.url, SAMPLING_DECISION_WAIT: '2s' };
    const start = () => startGateway(t, { configs: inMemory, queueDirectory, ports, env });
    let gateway = await start();
    const load = startLoad({ url: gateway.url, service: 'deciding', rate: 200 });
    t.after(() => load.abandon());
    await sleep(3000);
    const old = new Set(load.acknowledged.traces);
    await arrived({ ...load.acknowledged, traces: old }, receiver, 'deciding');
    await gateway.stop('SIGKILL');
    gateway = await start();
    await load.stop();
    await arrived({ ...load.acknowledged, traces: old }, receiver, 'deciding');
    const ids = receiver.spans.map((span) => span.spanId);
    const lost = missingFrom(load.acknowledged.traces, ids).length;
    t.diagnostic(`${lost} of ${load.acknowledged.traces.size} spans lost, all of the last seconds; 0 logs, 0 points`);
    assert.ok(lost > 0, 'as the documentation says');
  });

  it('stopped while traces wait in memory for their decision: decides about them, and loses nothing', async (t) => {
    const receiver = await startBackend(t);
    const ports = await otelcolPorts();
    const env = { BACKEND_OTLP_ENDPOINT: receiver.url, SAMPLING_DECISION_WAIT: '10s' };
    const start = () => startGateway(t, { configs: inMemory, queueDirectory, ports, env });
    const first = await start();
    const load = startLoad({ url: first.url, service: 'stopping', rate: 200 });
    t.after(() => load.abandon());
    await sleep(3000);
    await load.stop();
    assert.equal(receiver.spans.length, 0, 'all traces wait');
    await first.stop();
    await start();
    t.diagnostic(describeArrived(await arrived(load.acknowledged, receiver, 'stopping')));
  });

  it('queue on disk full: refuses, and what senders then send again arrives', async (t) => {
    const port = await closedPort();
    const other = await startBackend(t);
    const otherBackend = `yaml:
exporters:
  otlp_http/other: {endpoint: "${other.url}", sending_queue: {storage: file_storage}}
service:
  pipelines:
    traces/other: {receivers: [forward/traces], exporters: [otlp_http/other]}
    metrics/other: {receivers: [forward/metrics], exporters: [otlp_http/other]}
    logs/other: {receivers: [forward/logs], exporters: [otlp_http/other]}`;
    const gateway = await startGateway(t, {
      configs: [...unsampled, otherBackend],
      queueDirectory,
      env: { BACKEND_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, QUEUE_BYTES: '200000' },
    });
    const load = startLoad({ url: gateway.url, service: 'full', rate: 400 });
    t.after(() => load.abandon());
    const refused = 'otelcol_exporter_enqueue_failed_log_records';
    await eventually(async () => assert.ok((await gateway.metric(refused)) > 0));
    await sleep(2000);
    assert.ok(load.retries > 0, 'senders are told');
    const receiver = await startBackend(t, { port });
    await load.stop();
    t.diagnostic(
      `refused ${load.retries} requests; ${describeArrived(await arrived(load.acknowledged, receiver, 'full'))}`,
    );
    t.diagnostic(`at the other backend: ${describeArrived(await arrived(load.acknowledged, other, 'full'))}`);
  });

  it('memory limit reached: refuses, and our sender sends again until all is in', async (t) => {
    const receiver = await startBackend(t);
    const gateway = await startGateway(t, {
      configs: [
        ...inMemory,
        'yaml:processors::memory_limiter: {check_interval: 100ms, limit_mib: 120, spike_limit_mib: 20}',
      ],
      queueDirectory,
      // Traces wait in memory for five seconds: more of them than the limit allows.
      env: { BACKEND_OTLP_ENDPOINT: receiver.url, SAMPLING_DECISION_WAIT: '5s', SAMPLING_TRACES: '1000000' },
    });
    const [rate, seconds] = [5000, 10];
    const program = startProgram(fixture('steady-spans.cjs'), {
      args: [String(rate), String(seconds)],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: gateway.url, SPANWISE_ENGINE: 'native', OTEL_METRICS_EXPORTER: 'none' },
    });
    t.after(() => program.child.kill('SIGKILL'));
    await program.printed('held');
    const spans = rate * seconds;
    const refused = await gateway.metric('otelcol_processor_memory_limiter_refused_spans');
    await eventually(() => assert.equal(new Set(receiver.spans.map((span) => span.spanId)).size, spans), 60_000);
    t.diagnostic(`${refused} spans refused, ${spans} of ${spans} arrived, ${receiver.spans.length - spans} twice`);
    assert.ok(refused > 0, 'the limit was reached');
    program.child.kill('SIGTERM');
    await program.ended;
  });
});
