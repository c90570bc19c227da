import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram, startProgram } from '../support/program.ts';
import { eventually } from './eventually.ts';
import { configFolder, startOtelcol } from './servers/collector.ts';
import { type Elasticsearch, putTemplates, startElasticsearch } from './servers/elasticsearch.ts';

interface Bucket {
  key: string | number;
  doc_count: number;
  errors?: { doc_count: number };
}

interface Answer {
  hits: { total: { value: number }; hits: { _source: { body: { text: string } } }[] };
  aggregations: Record<string, { buckets: Bucket[] }>;
}

const programs = fileURLToPath(new URL('../logging/programs/', import.meta.url));
const paths = ['/inner', '/heads', '/fails', '/nowhere', '/slow'];

describe('the saved queries for logs in Elasticsearch, over what programs have logged', async () => {
  const elasticsearch = await startElasticsearch();
  after(() => elasticsearch.stop());
  await putTemplates(elasticsearch);
  const gateway = await startOtelcol({
    configs: ['gateway.yaml', 'backends/elasticsearch.yaml'],
    env: { ELASTICSEARCH_URL: elasticsearch.url },
  });
  after(() => gateway.stop());

  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: gateway.url, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  await runProgram(join(programs, 'lines.cjs'), { env: { ...env, OTEL_SERVICE_NAME: 'shop' } });
  const server = startProgram(join(programs, 'answers.cjs'), {
    env: { ...env, OTEL_SERVICE_NAME: 'edge', SPANWISE_ACCESS_LOG: 'true', SPANWISE_LOG_CONSOLE: 'true' },
  });
  await server.printed('port ');
  for (const path of paths) await fetch(`http://127.0.0.1:${/port (\d+)/.exec(server.stdout())![1]}${path}`);
  server.child.kill('SIGTERM');
  await server.ended;
  // 11 lines of the first program; of the second one its port, an error and the requests.
  const records = 11 + 2 + paths.length;
  await eventually(async () => {
    await elasticsearch.refresh();
    const { count } = await elasticsearch.request<{ count: number }>('POST', 'logs-*/_count', {});
    assert.equal(count, records);
  }, 60_000);

  const ask = (id: string, params: Record<string, unknown> = {}) => query(elasticsearch, id, params);
  const counts = ({ buckets }: { buckets: Bucket[] }): Record<string, number> =>
    Object.fromEntries(buckets.map(({ key, doc_count }) => [key, doc_count]));
  const texts = ({ hits }: Answer): string[] => hits.hits.map(({ _source }) => _source.body.text).sort();

  it('by component, level, category and words', async () => {
    assert.equal((await ask('search')).hits.hits.length, records);
    assert.deepEqual(texts(await ask('search', { component: 'orders', level: 'ERROR' })), ['at error']);
    assert.deepEqual(texts(await ask('search', { component: 'orders', category: 'audit' })), ['who changed what']);
    assert.deepEqual(texts(await ask('search', { text: 'changed what', component: 'orders' })), ['who changed what']);
    assert.deepEqual(texts(await ask('search', { text: 'changed what', component: 'console' })), []);
    assert.equal((await ask('search', { component: 'shop' })).hits.hits.length, 11, 'by service, too');
    assert.equal((await ask('search', { size: 3 })).hits.hits.length, 3);
  });

  it('statistics: by level and component, and errors by hour', async () => {
    const { aggregations } = await ask('statistics', { component: 'orders' });
    assert.deepEqual(counts(aggregations.levels!), { INFO: 8, WARNING: 1, ERROR: 1, CRITICAL: 1 });
    assert.deepEqual(counts(aggregations.components!), { orders: 11 });
    const errors = aggregations.hours!.buckets.reduce((sum, each) => sum + each.errors!.doc_count, 0);
    assert.equal(errors, 2);
  });

  it('errors by type, service and component', async () => {
    const { aggregations } = await ask('errors');
    assert.deepEqual(counts(aggregations.types!), { none: 3, TypeError: 1 });
    assert.deepEqual(counts(aggregations.services!), { shop: 2, edge: 2 });
    assert.deepEqual(counts(aggregations.components!), { orders: 2, console: 1, 'http.server': 1 });
  });

  it('has the type of times before the first one comes', async () => {
    const mappings = JSON.stringify(
      await elasticsearch.request('GET', 'logs-access.*/_mapping/field/*response_time_ms'),
    );
    assert.match(mappings, /"http\.response_time_ms":\{"type":"double"|"response_time_ms":\{"type":"double"/);
  });

  it('slow requests by route, and requests by minute', async () => {
    assert.equal((await ask('slow-requests')).hits.total.value, 0);
    const slow = await ask('slow-requests', { millis: 0.001 });
    assert.deepEqual(counts(slow.aggregations.endpoints!), { 'no route': paths.length });
    const { aggregations } = await ask('requests');
    const requests = aggregations.minutes!.buckets.reduce((sum, { doc_count }) => sum + doc_count, 0);
    assert.equal(requests, paths.length);
  });
});

/** Fills a search template in, as Elasticsearch does: this distribution of it has no module for that. */
function query(elasticsearch: Elasticsearch, id: string, params: Record<string, unknown>): Promise<Answer> {
  const file = join(configFolder, `servers/elasticsearch/_scripts/spanwise-logs-${id}.json`);
  const source = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).script.source);
  const filled = source
    .replaceAll(/\{\{\^(\w+)\}\}(.*?)\{\{\/\1\}\}/g, (_match, name, preset) => (name in params ? '' : preset))
    .replaceAll(/\{\{(\w+)\}\}/g, (_match, name) => `${params[name] ?? ''}`);
  return elasticsearch.request('POST', 'logs-*/_search', JSON.parse(filled));
}

describe('the saved queries for CloudWatch', () => {
  // What the collector's exporter writes of a record, by the names that Insights has for it.
  const known =
    /^(@timestamp|body|severity_number|severity_text|trace_id|resource\.service\.name|attributes\.(component|log\.category|exception\.type|http\.(route|response_time_ms|response\.status_code)))$/;
  const folder = join(configFolder, 'servers/cloudwatch');
  for (const file of readdirSync(folder)) {
    it(`${file}: of names that records have`, () => {
      const { name, queryString, logGroupNames } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      assert.match(name, /^Spanwise\/[A-Z]/);
      assert.deepEqual(logGroupNames, ['/spanwise/logs']);
      const fields = queryString.match(/@timestamp|\b(body|(severity|trace)_\w+|(resource|attributes)\.[\w.]+)/g) ?? [];
      for (const field of fields) assert.match(field, known);
      for (const command of queryString.split('\n')) {
        assert.match(command.replace(/^\| /, ''), /^(fields|filter|sort|limit|stats) /);
      }
    });
  }
});
