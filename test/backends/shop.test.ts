import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { startShop } from '../../examples/shop/launch.ts';
import { makeTraffic } from '../../examples/shop/traffic.ts';
import { preloadFile } from '../support/program.ts';
import { certificate } from './certificate.ts';
import { eventually } from './eventually.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';
import { type Elasticsearch, putTemplates, startElasticsearch } from './servers/elasticsearch.ts';
import { type Jaeger, type JaegerTrace, startJaeger } from './servers/jaeger.ts';
import { type Prometheus, startPrometheus } from './servers/prometheus.ts';

const requests = 24;
const backends = ['jaeger', 'prometheus', 'elasticsearch'].map((name) => `backends/${name}.yaml`);
const services = ['shop-assistant', 'shop-gateway', 'shop-orders'];

describe('the shop under the preload, in Jaeger, Prometheus and Elasticsearch', () => {
  let elasticsearch: Elasticsearch;
  let prometheus: Prometheus;
  let jaeger: Jaeger;
  const seen = new Set<string>();

  before(async () => {
    [elasticsearch, prometheus] = await Promise.all([startElasticsearch(), startPrometheus()]);
    await putTemplates(elasticsearch);
    jaeger = await startJaeger({ elasticsearch: elasticsearch.url });
  });
  after(async () => {
    await Promise.all([jaeger?.stop(), prometheus?.stop()]);
    await elasticsearch?.stop();
  });

  function environment(id: string): Record<string, string> {
    return {
      COLLECTOR_ID: id,
      JAEGER_ENDPOINT: jaeger.endpoint,
      PROMETHEUS_URL: prometheus.url,
      ELASTICSEARCH_URL: elasticsearch.url,
      SAMPLING_DECISION_WAIT: '2s',
      SPAN_METRICS_INTERVAL: '1s',
      USAGE_INTERVAL: '1s',
    };
  }

  it('one gateway', async (t) => {
    const gateway = await startOtelcol({ configs: ['gateway.yaml', ...backends], env: environment('one') });
    try {
      await openShop('direct', gateway.url);
      await shows(t, 'direct', [gateway], gateway);
      assert.doesNotMatch(gateway.log(), /deprecat/i);
    } finally {
      await gateway.stop();
    }
  });

  it('an agent and two gateways, with TLS and a token', async (t) => {
    const { folder, certFile, keyFile } = await certificate();
    const access = { OTLP_CERT_FILE: certFile, OTLP_KEY_FILE: keyFile, OTLP_TOKEN: 'a-long-secret' };
    const configs = ['gateway.yaml', 'access/tls.yaml', 'access/token.yaml', ...backends];
    const gateways = await Promise.all(
      ['first', 'second'].map((id) => startOtelcol({ configs, env: { ...environment(id), ...access } })),
    );
    const agent = await startOtelcol({
      configs: ['agent.yaml'],
      env: {
        GATEWAYS: gateways.map(({ ports }) => `127.0.0.1:${ports.grpc}`).join(','),
        GATEWAY_INSECURE: 'false',
        GATEWAY_CA_FILE: certFile,
        GATEWAY_HEADERS: '{authorization: Bearer a-long-secret}',
      },
    });
    try {
      await openShop('balanced', agent.url);
      await shows(t, 'balanced', gateways, agent);
      const perGateway = await Promise.all(gateways.map(decidedTraces));
      assert.ok(
        perGateway.every((traces) => traces > 0),
        'both gateways have work',
      );
      // A trace whose spans went to both would be decided by both.
      assert.equal(sum(perGateway), requests, 'no trace is split');
      t.diagnostic(`${perGateway.join(' + ')} traces on the two gateways, none split`);
      for (const collector of [agent, ...gateways]) assert.doesNotMatch(collector.log(), /deprecat/i);
    } finally {
      await Promise.all([agent.stop(), ...gateways.map((gateway) => gateway.stop())]);
      rmSync(folder, { recursive: true });
    }
  });

  /** Sends the requests to a shop whose services send to `url`; all they have to tell has arrived when this resolves. */
  async function openShop(namespace: string, url: string): Promise<void> {
    const logFolder = mkdtempSync(join(tmpdir(), 'spanwise-shop-'));
    const shop = await startShop({
      logFolder,
      preload: preloadFile,
      environment: {
        PATH: process.env.PATH,
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_RESOURCE_ATTRIBUTES: `service.namespace=${namespace}`,
      },
    });
    try {
      const { sent, surprises } = await makeTraffic({ gateway: shop.urls.gateway, seed: 1, requests });
      assert.deepEqual({ sent, surprises }, { sent: requests, surprises: [] });
    } finally {
      const problems = await shop.stop();
      rmSync(logFolder, { recursive: true });
      assert.deepEqual(problems, []);
    }
  }

  /** Compares what the programs have sent to `entry` with what the three backends show. */
  async function shows(t: TestContext, namespace: string, gateways: readonly Otelcol[], entry: Otelcol): Promise<void> {
    const spans = await entry.metric('otelcol_receiver_accepted_spans', 'receiver="otlp"');
    const records = await entry.metric('otelcol_receiver_accepted_log_records', 'receiver="otlp"');
    assert.ok(spans > requests && records > 0);
    await eventually(async () => assert.equal(sum(await Promise.all(gateways.map(decidedTraces))), requests));

    const traces = await eventually(async () => {
      const found = (await jaeger.traces('shop-gateway', 200)).filter(({ traceID }) => !seen.has(traceID));
      assert.equal(found.length, requests, 'a trace for each request');
      assert.equal(sum(found.map((trace) => trace.spans.length)), spans, 'all spans');
      return found;
    });
    for (const trace of traces) {
      seen.add(trace.traceID);
      assertConnected(trace);
    }
    const crossing = traces.filter((trace) => servicesOf(trace).length === services.length);
    assert.ok(crossing.length > 0, 'a trace through all services');

    const of = `service_namespace="${namespace}"`;
    await eventually(async () => {
      const served = `sum(http_server_request_duration_seconds_count{service_name="shop-gateway",${of}})`;
      assert.equal(await prometheus.number(served), requests);
      assert.equal(await prometheus.number(`sum(traces_span_metrics_calls_total{${of}})`), spans);
      assert.equal(await prometheus.number(`sum(telemetry_spans_total{${of}})`), spans);
      assert.equal(await prometheus.number(`sum(telemetry_logs_received_total{${of}})`), records);
      const calls = `sum(traces_service_graph_request_total{client="shop-gateway",server="shop-orders"})`;
      assert.ok((await prometheus.number(calls)) > 0, 'the service graph');
    });

    await eventually(async () => {
      await elasticsearch.refresh();
      const { count } = await elasticsearch.request<{ count: number }>('POST', 'logs-*/_count', {
        query: { term: { 'resource.attributes.service.namespace': namespace } },
      });
      assert.equal(count, records, 'all log records');
    });
    // `trace.id` is another name of trace_id.
    const { hits } = await elasticsearch.request<{ hits: { hits: LogHit[] } }>('POST', 'logs-*/_search', {
      size: 1000,
      query: {
        bool: {
          filter: [{ term: { 'resource.attributes.service.namespace': namespace } }, { exists: { field: 'trace.id' } }],
        },
      },
    });
    const logged = new Set(hits.hits.map((hit) => hit._source.trace_id));
    assert.ok(
      crossing.some((trace) => logged.has(trace.traceID)),
      'log lines of a trace through all services',
    );
    for (const traceId of logged) assert.ok(seen.has(traceId), `trace ${traceId} of a log line is in Jaeger`);
    for (const hit of hits.hits) assert.match(hit._index, /logs-application\.shop_\w+\.otel-development/);
    t.diagnostic(
      `${requests} requests: ${traces.length} traces of ${spans} spans in Jaeger, ${crossing.length} through all services; ` +
        `${spans} spans metered in Prometheus; ${records} log records in Elasticsearch, ` +
        `${hits.hits.length} of them of ${logged.size} traces`,
    );
  }
});

interface LogHit {
  _index: string;
  _source: { trace_id: string };
}

function assertConnected({ traceID, spans }: JaegerTrace): void {
  const ids = new Set(spans.map((span) => span.spanID));
  const roots = spans.filter((span) => span.references.length === 0);
  assert.equal(roots.length, 1, `trace ${traceID} has one root`);
  for (const span of spans) {
    for (const { spanID } of span.references) {
      assert.ok(ids.has(spanID), `the parent of ${span.operationName} is in trace ${traceID}`);
    }
  }
}

function servicesOf({ processes }: JaegerTrace): string[] {
  return [...new Set(Object.values(processes).map((process) => process.serviceName))].sort();
}

function decidedTraces(gateway: Otelcol): Promise<number> {
  return gateway.metric('otelcol_processor_tail_sampling_global_count_traces_sampled');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
