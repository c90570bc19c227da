import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, ROOT_CONTEXT, type SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { createSpanEncoder } from '@spanwise/otlp';
import { createSampling, createStandardSampler, type Rule, toTailSampling } from '@spanwise/sampling';
import { parseRules } from '@spanwise/sampling/rules-file';
import { createEncodingProcessor, createTracerProvider, type TracerProvider } from '@spanwise/trace';
import { stringify } from 'yaml';
import { sequence } from '../../packages/cli/test-support/recording.ts';
import { startCollector } from '../support/collector.ts';
import { startOtelcol, validate } from './servers/collector.ts';

const TRACES = 2000;

const files: Record<string, string> = {
  'what a profile has': `
rules:
  - { name: critical service, match: { service: pay-* }, action: keep }
  - { name: critical route, match: { route: ["/checkout/**", "/login"] }, action: keep }
  - { name: errors, match: { status: error }, action: keep }
  - { name: slow reports, match: { route: /reports/**, duration: 5s }, action: keep }
  - { name: reports, match: { route: /reports/** }, action: { ratio: 0.25 } }
  - { name: slow, match: { duration: 1s }, action: keep }
  - { name: rest, action: { ratio: 0.1 } }`,
  'rules that drop after rules that keep, and conditions of every kind': `
keep_health_checks: true
rules:
  - { name: gold, match: { attributes: { customer.tier: [gold, "plat*"] } }, action: keep }
  - { name: noise, match: { path: /noise/**, method: [GET, HEAD] }, action: drop }
  - { name: failed writes, match: { method: POST, status: error }, action: { ratio: 0.5 } }
  - { name: server errors, match: { attributes: { http.response.status_code: ">= 500" } }, action: keep }
  - { name: jobs, match: { kind: [consumer, internal] }, action: { ratio: 0.25 } }
  - { name: big tenant, match: { tenant: acme, status: ok }, action: { ratio: 0.01 } }
  - { name: expensive, match: { cost: "> 0.05" }, action: keep }
  - { name: marked, match: { attributes: { mark: { exists: true } } }, action: drop }
  - { name: quick, match: { duration: "< 5ms", name: "GET *" }, action: drop }
  - { name: debug, match: { attributes: { debug: true } }, action: keep }
  - { name: rest, match: { service: [shop, pay-eu] }, action: { ratio: 0.5 } }`,
};

interface Request {
  traceId: string;
  service: string;
  kind: SpanKind;
  attributes: Attributes;
  error: 'none' | 'root' | 'child';
  millis: number;
  cost: number;
}

const paths = ['/checkout/1', '/login', '/reports/7', '/noise/a', '/orders/7', '/healthz', '/a?b'];

/** The same requests in every run. */
function makeRequests(): Request[] {
  const random = sequence(11);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join('');
  return Array.from({ length: TRACES }, () => {
    const kind = pick([1, 1, 1, 1, 4, 0]) as SpanKind;
    const path = pick(paths);
    const http: Attributes = { 'url.path': path, 'http.request.method': pick(['GET', 'GET', 'POST']) };
    if (random(2) === 0) http['http.route'] = path.replace(/\d+/, ':id');
    const attributes: Attributes = kind === 1 ? http : {};
    if (random(10) === 0) attributes['customer.tier'] = pick(['gold', 'platinum', 'silver']);
    if (random(4) === 0) attributes['http.response.status_code'] = pick([200, 404, 500, 503]);
    if (random(3) === 0) attributes['tenant.id'] = pick(['acme', 'globex']);
    if (random(20) === 0) attributes.mark = 'x';
    if (random(20) === 0) attributes.debug = pick([true, false]);
    const cost = random(20) === 0 ? pick([0.01, 0.06]) : 0;
    if (cost > 0) Object.assign(attributes, { 'cost.amount': cost, 'cost.total.amount': cost });
    return {
      ...{ traceId: hex(32), service: pick(['shop', 'pay-eu', 'mail']), kind, attributes, cost },
      error: pick(['none', 'none', 'none', 'none', 'root', 'child'] as const),
      millis: pick([2, 4, 20, 900, 1200, 6000]),
    };
  });
}

const startedAt = Date.now() - 60_000;

/** Makes the spans of a request, with its ids. */
function make(provider: TracerProvider, { kind, attributes, error, millis }: Request): void {
  const tracer = provider.getTracer('test');
  const root = tracer.startSpan('GET /', { kind, attributes, startTime: startedAt }, ROOT_CONTEXT);
  const child = tracer.startSpan('query', { startTime: startedAt }, trace.setSpan(ROOT_CONTEXT, root));
  if (error === 'child') child.setStatus({ code: 2 });
  child.end(startedAt + 1);
  if (error === 'root') root.setStatus({ code: 2 });
  root.end(startedAt + millis);
}

function idGenerator(traceId: string): { generateTraceId(): string; generateSpanId(): string } {
  let spans = 0;
  return { generateTraceId: () => traceId, generateSpanId: () => (++spans).toString(16).padStart(16, '0') };
}

/** Ids of the traces that the program keeps by these rules. */
function keptByProgram(rules: readonly Rule[], requests: readonly Request[]): Set<string> {
  const exporter = new InMemorySpanExporter();
  for (const request of requests) {
    const sampling = createSampling(rules, { service: request.service });
    const provider = createTracerProvider({
      resource: resourceFromAttributes({ 'service.name': request.service }),
      sampler: sampling.sampler,
      spanProcessors: [sampling.keepInto(new SimpleSpanProcessor({ exporter }))],
      idGenerator: idGenerator(request.traceId),
    });
    make(provider, request);
  }
  const spans = exporter.getFinishedSpans();
  const ids = new Set(spans.map((span) => span.spanContext().traceId));
  assert.equal(spans.length, 2 * ids.size);
  return ids;
}

/** Everything as OTLP requests, as a program sends it that samples nothing. */
function everything(requests: readonly Request[]): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  const encoder = createSpanEncoder({ enqueue: (_signal, body) => bodies.push(body) });
  for (const request of requests) {
    const provider = createTracerProvider({
      resource: resourceFromAttributes({ 'service.name': request.service }),
      sampler: createStandardSampler('always_on', 1),
      spanProcessors: [createEncodingProcessor({ encoder })],
      idGenerator: idGenerator(request.traceId),
    });
    make(provider, request);
  }
  encoder.flush();
  encoder.shutdown();
  return bodies;
}

const folder = mkdtempSync(join(tmpdir(), 'spanwise-tail-sampling-'));
after(() => rmSync(folder, { recursive: true }));

function configOf(rules: readonly Rule[]): string {
  const { policies, differences } = toTailSampling(rules);
  assert.deepEqual(
    differences.filter((line) => !line.includes('cost.total.amount')),
    [],
  );
  const file = join(folder, 'tail-sampling.yaml');
  const text = stringify({ processors: { tail_sampling: { policies } } }, { aliasDuplicateObjects: false });
  writeFileSync(file, text.replaceAll('$', '$$$$'));
  return file;
}

function backendConfig(url: string): string {
  const file = join(folder, 'backend.yaml');
  writeFileSync(
    file,
    stringify({
      exporters: { 'otlp_http/test': { endpoint: url, compression: 'none' } },
      service: { pipelines: { 'traces/test': { receivers: ['forward/traces'], exporters: ['otlp_http/test'] } } },
    }),
  );
  return file;
}

describe('one file of rules for the program and for the gateway', () => {
  const requests = makeRequests();
  for (const [title, text] of Object.entries(files)) {
    it(`the same traces are kept: ${title}`, { timeout: 120_000 }, async () => {
      const { rules, problems } = parseRules(text, 'rules.yaml');
      assert.deepEqual(problems, []);
      const backend = await startCollector();
      const configs = ['gateway.yaml', configOf(rules), backendConfig(backend.url)];
      assert.equal((await validate(configs)).code, 0);
      const gateway = await startOtelcol({ configs, env: { SAMPLING_DECISION_WAIT: '3s', SAMPLING_SHARDS: '1' } });
      try {
        const headers = { 'content-type': 'application/x-protobuf' };
        for (const body of everything(requests)) {
          const response = await fetch(`${gateway.url}/v1/traces`, { method: 'POST', headers, body: body as never });
          assert.equal(response.status, 200);
        }
        const decisions = 'otelcol_processor_tail_sampling_global_count_traces_sampled';
        for (const deadline = Date.now() + 60_000; (await gateway.metric(decisions)) < TRACES; await sleep(250)) {
          assert.ok(Date.now() < deadline, `${await gateway.metric(decisions)} decisions\n${gateway.log()}`);
        }
        const sampled = await gateway.metric(decisions, 'sampled="true"');
        const ids = (): Set<string> => new Set(backend.spans.map(({ traceId }) => traceId));
        await backend.waitFor('all that the gateway keeps', () => ids().size >= sampled);
        const expected = keptByProgram(rules, requests);
        assert.ok(expected.size > 200 && expected.size < TRACES - 200, `${expected.size} kept`);
        const kept = ids();
        const differing = requests.filter(({ traceId }) => kept.has(traceId) !== expected.has(traceId));
        assert.deepEqual(differing, []);
      } finally {
        await gateway.stop();
        await backend.close();
      }
    });
  }
});
