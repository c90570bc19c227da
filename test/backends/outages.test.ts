import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Collector, startCollector } from '../support/collector.ts';
import { arrived, describeArrived } from './arrived.ts';
import { eventually } from './eventually.ts';
import { type Load, startLoad } from './load.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';
import { type Elasticsearch, putTemplates, startElasticsearch } from './servers/elasticsearch.ts';
import { type Jaeger, startJaeger } from './servers/jaeger.ts';
import { type Prometheus, startPrometheus } from './servers/prometheus.ts';

const seconds = 60;
const rate = 100;
const backends = ['jaeger', 'prometheus', 'elasticsearch', 'otlp'];

/** The four backends that a gateway sends to. */
interface Backends {
  jaeger: Jaeger;
  prometheus: Prometheus;
  elasticsearch: Elasticsearch;
  otlp: Collector;
}

// One gateway for each outage, all at the same time. Each has one backend of its own, which goes away, and shares the
// others. Jaeger keeps its spans in an Elasticsearch that stays.
describe(`each backend away for ${seconds} s under load: nothing is lost there, and the others notice nothing`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-outages-'));
  let shared: Backends;
  const own: Partial<Backends> = {};
  const gateways: Record<string, Otelcol> = {};
  const loads: Record<string, Load> = {};
  /** At the end of the outage: spans and as many log records that were acknowledged, and what each backend had got. */
  const atTheEnd: Record<string, { acknowledged: number; delivered: Record<string, number> }> = {};

  before(async () => {
    const [kept, away] = await Promise.all([
      startElasticsearch(),
      startElasticsearch({ dataDirectory: join(folder, 'elasticsearch') }),
    ]);
    await Promise.all([putTemplates(kept), putTemplates(away)]);
    const [prometheus, prometheusAway, jaeger, jaegerAway, otlp, otlpAway] = await Promise.all([
      startPrometheus(),
      startPrometheus({ dataDirectory: join(folder, 'prometheus') }),
      startJaeger({ elasticsearch: kept.url }),
      startJaeger({ elasticsearch: kept.url }),
      startCollector(),
      startCollector(),
    ]);
    shared = { jaeger, prometheus, elasticsearch: kept, otlp };
    Object.assign(own, { jaeger: jaegerAway, prometheus: prometheusAway, elasticsearch: away, otlp: otlpAway });

    for (const name of backends) {
      const used = { ...shared, [name]: own[name as keyof Backends] };
      gateways[name] = await startOtelcol({
        configs: ['gateway.yaml', ...backends.map((backend) => `backends/${backend}.yaml`)],
        env: {
          COLLECTOR_ID: name,
          JAEGER_ENDPOINT: used.jaeger.endpoint,
          PROMETHEUS_URL: used.prometheus.url,
          ELASTICSEARCH_URL: used.elasticsearch.url,
          BACKEND_OTLP_ENDPOINT: used.otlp.url,
          SAMPLING_DECISION_WAIT: '1s',
        },
      });
      loads[name] = startLoad({ url: gateways[name].url, service: `${name}-away`, rate });
    }
    await sleep(3000);

    const { jaeger: j, prometheus: p, elasticsearch: e, otlp: o } = own as Backends;
    await Promise.all([j.stop(), p.stop(), e.stop(), o.close()]);
    await sleep(seconds * 1000);
    for (const [name, gateway] of Object.entries(gateways)) {
      const acknowledged = loads[name]!.acknowledged.traces.size;
      atTheEnd[name] = { acknowledged, delivered: await delivered(gateway) };
    }
    own.otlp = await startCollector({ port: o.port });
    own.otlp.spans.push(...o.spans);
    own.otlp.logs.push(...o.logs);
    own.otlp.metrics.push(...o.metrics);
    [own.jaeger, own.prometheus, own.elasticsearch] = await Promise.all([
      startJaeger({ elasticsearch: kept.url, ports: j.ports }),
      startPrometheus({ dataDirectory: join(folder, 'prometheus'), port: p.port }),
      startElasticsearch({ dataDirectory: join(folder, 'elasticsearch'), ports: e.ports }),
    ]);
    await sleep(3000);
    await Promise.all(Object.values(loads).map((load) => load.stop()));
  });

  after(async () => {
    for (const load of Object.values(loads)) load.abandon();
    await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()));
    const { jaeger, prometheus, elasticsearch, otlp } = { ...shared };
    await Promise.all([jaeger, prometheus, own.jaeger, own.prometheus].map((server) => server?.stop()));
    await Promise.all([elasticsearch, own.elasticsearch].map((server) => server?.stop()));
    await Promise.all([otlp, own.otlp].map((server) => server?.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of backends) {
    it(name, async (t) => {
      const load = loads[name]!;
      const service = `${name}-away`;
      const used: Backends = { ...shared, [name]: own[name as keyof Backends] };
      const { traces, logs, metrics } = load.acknowledged;
      assert.equal(load.retries, 0, 'senders notice nothing');

      const { acknowledged, delivered } = atTheEnd[name]!;
      for (const [backend, items] of Object.entries(delivered)) {
        // Decisions and batches take a few seconds; a minute would be the outage.
        if (backend !== name) assert.ok(items > acknowledged - 15 * rate, `${backend}: ${items} of ${acknowledged}`);
      }

      const otlp = await arrived(load.acknowledged, used.otlp, service);
      t.diagnostic(`otlp: ${describeArrived(otlp)}`);
      const spans = await eventually(() => spansInJaeger(shared.elasticsearch, service, traces.size), 60_000);
      t.diagnostic(`jaeger: ${spans.distinct} spans, 0 lost, ${spans.total - spans.distinct} twice`);
      const records = await eventually(() => recordsIn(used.elasticsearch, service, logs.size), 60_000);
      t.diagnostic(`elasticsearch: ${records.distinct} log records, 0 lost, ${records.total - records.distinct} twice`);
      await eventually(async () => {
        const points = `count_over_time(load_batches_total{service_name="${service}"}[10m])`;
        assert.equal(await used.prometheus.number(points), metrics.size);
      }, 60_000);
      t.diagnostic(`prometheus: ${metrics.size} points, 0 lost`);
    });
  }
});

/** Spans or log records that a gateway has delivered, by backend. */
async function delivered(gateway: Otelcol): Promise<Record<string, number>> {
  const sent = (items: string, exporter: string) =>
    gateway.metric(`otelcol_exporter_sent_${items}`, `exporter="${exporter}"`);
  return {
    jaeger: await sent('spans', 'otlp_grpc/jaeger'),
    elasticsearch: await sent('log_records', 'elasticsearch'),
    otlp: await sent('spans', 'otlp_http/backend'),
  };
}

interface Stored {
  total: number;
  distinct: number;
}

/** Spans of a service in Jaeger's storage; throws until there are as many different ones as were sent. */
async function spansInJaeger(elasticsearch: Elasticsearch, service: string, due: number): Promise<Stored> {
  return stored(elasticsearch, 'jaeger-span-*', { 'process.serviceName': service }, 'spanID', due);
}

async function recordsIn(elasticsearch: Elasticsearch, service: string, due: number): Promise<Stored> {
  return stored(
    elasticsearch,
    'logs-*',
    { 'resource.attributes.service.name': service },
    'attributes.load.number',
    due,
  );
}

async function stored(
  elasticsearch: Elasticsearch,
  index: string,
  term: Record<string, string>,
  id: string,
  due: number,
): Promise<Stored> {
  await elasticsearch.refresh();
  const answer = await elasticsearch.request<StoredAnswer>('POST', `${index}/_search`, {
    size: 0,
    track_total_hits: true,
    query: { term },
    // Exact, which `cardinality` is not.
    aggs: { distinct: { terms: { field: id, size: 60_000 } } },
  });
  const counts = { total: answer.hits.total.value, distinct: answer.aggregations.distinct.buckets.length };
  assert.equal(counts.distinct, due, `${due} were acknowledged, ${counts.distinct} are in ${index}`);
  return counts;
}

interface StoredAnswer {
  hits: { total: { value: number } };
  aggregations: { distinct: { buckets: unknown[] } };
}
