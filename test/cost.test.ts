import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { checkFocusRows, readLedgerFile } from '@spanwise/cost';
import { type Collected, collect } from './support/collect.ts';
import { dollarsByTenant } from './support/ledger.ts';
import { engine } from './support/program.ts';

const everything = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };
const folder = mkdtempSync(join(tmpdir(), 'spanwise-cost-'));
after(() => rmSync(folder, { recursive: true }));

const costEnv = {
  OTEL_SERVICE_NAME: 'shop',
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
  SPANWISE_COST_OWNER_HEADERS: 'tenant=x-tenant-id',
};

/** What a run cost by tenant: by the rows of its ledger, and by the last value of its counter. */
async function spent(
  more: Record<string, string>,
): Promise<{ rows: Record<string, string>; counter: Record<string, number>; run: Collected }> {
  const path = join(folder, `${Math.random()}.jsonl`);
  const run = await collect('costs.cjs', { env: { ...costEnv, SPANWISE_COST_LEDGER: path, ...more } });
  assert.deepEqual({ code: run.code, stderr: run.stderr }, { code: 0, stderr: '' });
  const points = run.metrics.findLast(({ name }) => name === 'cost.amount')?.points ?? [];
  const counter = points.map(({ attributes, value }) => [attributes['tenant.id'] ?? 'nobody', value]);
  return {
    rows: dollarsByTenant(path),
    counter: Object.fromEntries(counter),
    run,
  };
}

// 30 requests of 1,000 to 30,000 tokens in and 10 out at $0.25 and $2 a million; every fifth one has no headers. So acme
// has 120,000 tokens in 8 requests, globex 110,000 in 8, and nobody 235,000 in 14.
const expected = { acme: '0.03016', globex: '0.02766', nobody: '0.05903' };

describe('costs of a program', () => {
  for (const [name, sampler] of Object.entries<Record<string, string>>({
    everything: {},
    'a tenth': { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
    nothing: { OTEL_TRACES_SAMPLER: 'always_off' },
  })) {
    it(`are the same to the nano-dollar when ${name} is sampled`, async () => {
      const { rows, counter, run } = await spent(sampler);
      assert.deepEqual(rows, expected);
      assert.deepEqual(
        counter,
        Object.fromEntries(Object.entries(expected).map(([tenant, dollars]) => [tenant, Number(dollars)])),
      );
      if (name === 'nothing') assert.deepEqual(run.spans, []);
    });
  }

  it('are on the spans, and nothing of it is loaded before the first', async () => {
    const { run } = await spent({});
    assert.deepEqual(JSON.parse(run.stdout), { before: 0, after: true });
    const model = run.spans.find(({ name }) => name === 'chat')!;
    assert.equal(model.attributes['cost.amount'], 0.00027);
    assert.equal(model.attributes['gen_ai.usage.cost.amount'], 0.00027);
    assert.equal(model.attributes['cost.price.source'], 'genai-prices@0.1.8');
    const server = run.spans.find(({ spanId }) => spanId === model.parentSpanId)!;
    assert.equal(server.kind, 'SERVER');
    assert.equal(server.attributes['cost.total.amount'], 0.00027);
    assert.equal(server.attributes['tenant.id'], 'globex');
    const log = run.logs.find(({ traceId }) => traceId === model.traceId)!;
    assert.equal(log.attributes['tenant.id'], 'globex');
    assert.doesNotMatch(inspect([run.spans, run.metrics], everything), /forged|not a tenant/);
  });

  it('of owners that were not believed are counted', async () => {
    const { run } = await spent({});
    const dropped = run.metrics.findLast(({ name }) => name === 'cost.owner.dropped');
    const counts = dropped?.points.map(({ attributes, value }) => [attributes['cost.owner.drop_reason'], value]);
    assert.deepEqual(Object.fromEntries(counts ?? []), { invalid: 8, untrusted: 8 });
  });

  it('without a price are unpriced and never 0', async () => {
    const { run } = await spent({ MODEL: 'gpt-99' });
    const model = run.spans.find(({ name }) => name === 'chat')!;
    assert.equal(model.attributes['cost.status'], 'unpriced');
    assert.equal('cost.amount' in model.attributes, false);
    assert.equal(
      run.metrics.some(({ name }) => name === 'cost.amount'),
      false,
    );
    assert.equal(
      run.metrics.some(({ name }) => name === 'cost.usage.tokens'),
      true,
    );
  });

  it('are not kept when they are switched off', async () => {
    const { run, rows } = await collect('costs.cjs', { env: { ...costEnv, COST_TRACKING_ENABLED: 'false' } }).then(
      (run) => ({ run, rows: [] }),
    );
    assert.deepEqual(rows, []);
    assert.deepEqual(JSON.parse(run.stdout), { before: 0, after: false });
    assert.doesNotMatch(inspect(run.spans, everything), /cost\./);
  });

  it('of files that cannot be read are one line each, and the program runs', async () => {
    const prices = join(folder, 'prices.yaml');
    writeFileSync(prices, 'models:\n- { provider: openai, model: gpt-5-mini, input: free, output: 1 }\n');
    const run = await collect('costs.cjs', {
      env: {
        ...costEnv,
        SPANWISE_COST_PRICES: `${prices},missing.yaml`,
        SPANWISE_COST_BUDGETS: 'none.yaml',
        SPANWISE_COST_COMPUTE: 'touch',
        SPANWISE_COST_PROVISIONED: 'vcpu=half',
        SPANWISE_COST_LEDGER: folder,
      },
    });
    assert.equal(run.code, 0);
    assert.deepEqual(
      run.stderr
        .replaceAll(folder, '')
        .replaceAll(/: (ENOENT|EISDIR)[^;\n]*/g, ': $1')
        .split('\n'),
      [
        '[spanwise] SPANWISE_COST_PRICES: /prices.yaml:2: models[0].input is "free", expected a decimal number from 0; left out',
        '[spanwise] SPANWISE_COST_PRICES: got missing.yaml, expected a file that can be read: ENOENT; left out',
        '[spanwise] SPANWISE_COST_BUDGETS: got none.yaml, expected a file that can be read: ENOENT; left out',
        "[spanwise] SPANWISE_COST_PROVISIONED: got 'vcpu=half', expected numbers above 0 such as vcpu=0.5,gib=1; ignored",
        '[spanwise] SPANWISE_COST_LEDGER: could not be written, and is tried again: EISDIR',
        '',
      ],
    );
  });

  it('that cross a budget are a log event, once', async () => {
    const budgets = join(folder, 'budgets.yaml');
    writeFileSync(
      budgets,
      'budgets: [{ name: acme, limit: 0.02, period: month, tenant: acme, thresholds: [0.5, 1] }]\n',
    );
    const { run } = await spent({ SPANWISE_COST_BUDGETS: budgets });
    const events = run.logs.filter(({ attributes }) => attributes['cost.budget.name'] === 'acme');
    const states = events.map(
      ({ attributes }) => `${attributes['cost.budget.state']} ${attributes['cost.budget.threshold'] ?? ''}`,
    );
    assert.deepEqual(
      states.filter((state) => state.startsWith('exceeded')),
      ['exceeded 0.5', 'exceeded 1'],
    );
    assert.ok(run.metrics.some(({ name }) => name === 'cost.budget.used'));
  });

  it('of before a restart are in the budget, and what was told is not told again', async () => {
    const budgets = join(folder, 'restarts.yaml');
    writeFileSync(
      budgets,
      'presets: [production]\nbudgets: [{ name: acme, limit: 0.05, period: month, tenant: acme, thresholds: [0.5, 1] }]\n',
    );
    const env = { SPANWISE_COST_BUDGETS: budgets, SPANWISE_COST_LEDGER: join(folder, 'restarts.jsonl') };
    const told: string[][] = [];
    for (let run = 0; run < 2; run++) {
      const { logs, metrics, code, stderr } = await collect('costs.cjs', { env: { ...costEnv, ...env } });
      assert.deepEqual([code, stderr], [0, '']);
      const events = logs.filter(({ attributes }) => attributes['cost.budget.state'] === 'exceeded');
      told.push(
        events.map(({ attributes }) => `${attributes['cost.budget.name']} ${attributes['cost.budget.threshold']}`),
      );
      const limits = metrics.findLast(({ name }) => name === 'cost.budget.limit')?.points ?? [];
      assert.deepEqual(limits.map(({ value }) => value).sort(), [0.05, 100, 200, 350]);
    }
    assert.deepEqual(told, [['acme 0.5'], ['acme 1']]);
  });

  it('of CPU and telemetry are rows, too', async () => {
    const prices = join(folder, 'more.yaml');
    writeFileSync(
      prices,
      'compute: { vcpu_hour: 0.04, gib_hour: 0.004 }\ntelemetry: { gigabyte: 0.5, million_spans: 2 }\n',
    );
    const path = join(folder, 'compute.csv');
    const run = await collect('costs.cjs', {
      env: {
        ...costEnv,
        SPANWISE_COST_PRICES: prices,
        SPANWISE_COST_COMPUTE: 'touch',
        SPANWISE_COST_PROVISIONED: 'vcpu=100,gib=8',
        SPANWISE_COST_LEDGER: path,
        OTEL_BSP_SCHEDULE_DELAY: '10',
      },
    });
    assert.deepEqual({ code: run.code, stderr: run.stderr }, { code: 0, stderr: '' });
    const { rows } = readLedgerFile(path);
    assert.deepEqual(checkFocusRows(rows), []);
    const cpu = rows
      .filter(({ SkuMeter, SkuId }) => SkuMeter === 'CPU Time' && SkuId !== 'cpu.idle')
      .map(({ SkuId, Tags }) => `${SkuId} ${JSON.parse(Tags!)['tenant.id']}`);
    // What nobody is charged for is a row, too, unless the event loop was busy all the time.
    assert.deepEqual(cpu.filter((row) => !row.includes('unattributed')).sort(), [
      'cpu acme',
      'cpu globex',
      'cpu undefined',
    ]);
    assert.match(readFileSync(path, 'utf8'), /Memory Time/);
    assert.deepEqual(
      rows
        .map(({ SkuId }) => SkuId)
        .filter((sku) => sku?.endsWith('.idle'))
        .sort(),
      ['cpu.idle', 'memory.idle'],
    );
    const spans = rows.filter(({ SkuId }) => SkuId === 'spans');
    const makers = spans.map(({ ResourceId, Tags }) => `${ResourceId} ${JSON.parse(Tags!)['tenant.id']}`);
    assert.ok(makers.includes('model acme') && makers.includes('model globex'), makers.join());
    const amounts = run.metrics.findLast(({ name }) => name === 'cost.amount')?.points ?? [];
    assert.deepEqual([...new Set(amounts.map(({ attributes }) => attributes['cost.category']))].sort(), [
      'compute',
      'llm',
      'telemetry',
    ]);
  });
});

describe('owners in baggage', () => {
  const seen: IncomingHttpHeaders[] = [];
  let server: Server;
  let port: number;

  before(async () => {
    server = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());

  async function baggageOf(more: Record<string, string>): Promise<(string | undefined)[]> {
    seen.length = 0;
    const { code, stderr } = await collect('costs.cjs', {
      args: [`http://127.0.0.1:${port}`],
      env: { ...costEnv, ...more },
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    return [...new Set(seen.map(({ baggage }) => baggage as string | undefined))].sort();
  }

  it('reach no host that is not internal', async () => {
    assert.deepEqual(await baggageOf({}), ['mine=1', undefined]);
  });

  it('reach internal hosts, also when nothing is sampled', async () => {
    const internal = { SPANWISE_COST_INTERNAL_HOSTS: '127.0.0.1' };
    const all = ['mine=1', 'tenant.id=acme,mine=1', 'tenant.id=globex,mine=1', undefined];
    assert.deepEqual(await baggageOf(internal), all);
    assert.deepEqual(await baggageOf({ ...internal, OTEL_TRACES_SAMPLER: 'always_off' }), all);
  });

  it('of peers are believed by their address', async () => {
    const trust = {
      SPANWISE_COST_TRUST: 'peers',
      SPANWISE_COST_TRUSTED_PEERS: '127.0.0.0/8',
      SPANWISE_COST_OWNER_HEADERS: '',
      // By the former names the address is known too late.
      ...(engine === 'adot' && { OTEL_SEMCONV_STABILITY_OPT_IN: 'http' }),
    };
    const run = await collect('costs.cjs', { env: { ...costEnv, ...trust } });
    const owners = new Set(
      run.spans.filter(({ kind }) => kind === 'SERVER').map(({ attributes }) => attributes['tenant.id']),
    );
    assert.deepEqual([...owners].sort(), ['forged', undefined]);
  });
});
