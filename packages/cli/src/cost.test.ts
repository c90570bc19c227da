import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkFocusRows, createCost, readLedgerFile, readPriceFile } from '@spanwise/cost';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-cost-'));
after(() => rmSync(folder, { recursive: true }));
const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const time = Date.parse('2026-11-25T12:00:00Z');

/** Writes a ledger of a run in which each call of a model reads so many tokens. */
function ledger(name: string, input: number): string {
  const path = join(folder, name);
  const { book } = readPriceFile('p.yaml', 'models: [{ provider: openai, model: m, input: 1, output: 2 }]');
  const cost = createCost({
    books: [book],
    listPrices: false,
    metrics: false,
    ledger: { now: () => time },
    file: { path, billingAccountId: 'a', service: 'shop' },
  });
  for (const model of ['m', 'm', 'unknown']) {
    const account = {
      owner: { tenant: 'acme' },
      source: 'header',
      claimed: undefined,
      spent: 0n,
      root: undefined,
      rpc: undefined,
    } as const;
    const usage = { input, output: 1000 };
    cost.meter.inference({ provider: 'openai', model, usage }, { time, account: { ...account } });
    cost.flush();
  }
  cost.meter.inference({ provider: 'openai', model: 'm', usage: { input, output: 0 } }, { time });
  cost.close();
  return path;
}

function spanwise(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const flags = ['--conditions=@spanwise/source', bin, 'cost', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8', cwd: folder });
  return { code: status, stdout, stderr };
}

const base = ledger('base.jsonl', 1000);
const head = ledger('head.csv', 1500);

describe('spanwise cost report', () => {
  it('says who spent what; the rows sum to the total', () => {
    const { code, stdout, stderr } = spanwise('report', base);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout,
      `tenant        category    cost    share  calls    a call
acme          llm       $0.006   85.7 %      3    $0.002
unattributed  llm       $0.001   14.3 %      1    $0.001
total                   $0.007  100.0 %      4  $0.00175

85.7 % of it has an owner.
Not in it: 1 calls of unknown of openai: unpriced
`,
    );
  });

  it('by other things, as JSON', () => {
    const { stdout } = spanwise('report', '--by', 'sku,meter', '--json', base, head);
    const { rows, total } = JSON.parse(stdout);
    assert.deepEqual(rows.slice(0, 2), [
      { values: ['m', 'Output Tokens'], usd: '0.008', calls: 0 },
      { values: ['m', 'Input Tokens'], usd: '0.0075', calls: 6 },
    ]);
    assert.deepEqual(total, { usd: '0.0155', calls: 8 });
  });

  it('of a recording: what its spans say, as spanwise dev --json prints them', () => {
    const span = (name: string, attributes: object): object => ({
      ...{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), name, kind: 'CLIENT', resource: 0, attributes },
      ...{ events: [], links: [], status: { code: 'UNSET' } },
      ...{ startTimeUnixNano: '1764072000000000000', endTimeUnixNano: '1764072001000000000' },
    });
    const cost = { 'cost.category': 'llm', 'cost.price.sku': 'm', 'gen_ai.provider.name': 'openai' };
    const spans = [
      span('GET', { 'tenant.id': 'acme', 'cost.total.amount': 0.0012 }),
      span('chat', { 'tenant.id': 'acme', ...cost, 'cost.status': 'ok', 'cost.amount': 0.0012 }),
      span('chat', { ...cost, 'cost.status': 'unpriced', 'cost.price.sku': 'new' }),
    ];
    const path = join(folder, 'dev.jsonl');
    writeFileSync(path, `${JSON.stringify({ type: 'trace', resources: [{}], spans })}\n{"type":"log"}\n`);
    const { code, stdout, stderr } = spanwise('report', '--by', 'tenant', '--json', path);
    assert.deepEqual([code, stderr], [0, '']);
    const { rows, total, unpriced } = JSON.parse(stdout);
    assert.deepEqual(rows, [
      { values: ['acme'], usd: '0.0012', calls: 1 },
      { values: ['unattributed'], usd: '0', calls: 1 },
    ]);
    assert.deepEqual([total, unpriced], [{ usd: '0.0012', calls: 2 }, { 'new of openai: unpriced': 1 }]);
    assert.deepEqual(JSON.parse(spanwise('report', '--json', path, base).stdout).total, { usd: '0.0082', calls: 6 });
  });
});

describe('spanwise cost export', () => {
  for (const format of ['csv', 'jsonl']) {
    it(`${format}: what was flushed in parts is one row, by the rules of FOCUS`, () => {
      const { code, stdout, stderr } = spanwise('export', '--format', format, '--focus-version', '1.3', base);
      assert.deepEqual([code, stderr], [0, '']);
      const path = join(folder, `exported.${format}`);
      writeFileSync(path, stdout);
      const { rows } = readLedgerFile(path);
      assert.deepEqual(checkFocusRows(rows, '1.3'), []);
      assert.deepEqual(
        rows.map((row) => [row.SkuId, row.SkuMeter, row.x_FactCount, JSON.parse(row.Tags!)['service.name']]),
        [
          ['m', 'Input Tokens', '2', 'shop'],
          ['m', 'Output Tokens', '2', 'shop'],
          ['unknown', 'Input Tokens', '1', 'shop'],
          ['unknown', 'Output Tokens', '1', 'shop'],
          ['m', 'Input Tokens', '1', 'shop'],
        ],
      );
    });
  }
});

describe('spanwise cost diff', () => {
  it('is Markdown, and 1 over the limit', () => {
    const { code, stdout } = spanwise('diff', base, head);
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `**Cost: $0.007 → $0.0085 (+21.43 %)**, over the limit of 10 %

| What | Base | Head | Cost |
|---|--:|--:|--:|
| openai m, Input Tokens | 3000 | 4500 Tokens | $0.0015 |
| openai unknown, Input Tokens | 1000 | 1500 Tokens | no price |
`,
    );
  });

  it('is 0 below the limit, and when nothing differs', () => {
    assert.equal(spanwise('diff', '--limit', '25', base, head).code, 0);
    const same = spanwise('diff', '--limit', '0', base, base);
    assert.deepEqual([same.code, same.stdout.endsWith('No quantity differs.\n')], [0, true]);
  });
});

describe('spanwise cost prices', () => {
  it('says what is used and why', () => {
    const { code, stdout } = spanwise('prices', '--at', '2026-11-25', 'openai', 'gpt-5-mini-2025-08-07');
    assert.equal(code, 0);
    assert.match(stdout, /^gpt-5-mini, from genai-prices@0\.1\.8 as of 2026-11-25 \(list\)$/m);
    assert.match(stdout, /^Cache Read Tokens +\$0\.025 +for 1000000 Tokens$/m);
  });

  it('says when the price is that of another model, and when there is none', () => {
    const { stdout } = spanwise('prices', 'anthropic', 'claude-haiku-4-5-batch');
    assert.match(stdout, /low confidence, since the price is that of claude-haiku-4-5/);
    assert.equal(spanwise('prices', 'openai', 'gpt-99').code, 1);
  });

  it('reads files', () => {
    const path = join(folder, 'prices.yaml');
    writeFileSync(
      path,
      'models: [{ provider: openai, model: gpt-99, input: 7, tiers: [{ above: 1000, input: 8 }] }]\n',
    );
    const { stdout } = spanwise('prices', '--prices', path, 'openai', 'gpt-99');
    assert.match(stdout, /^Input Tokens +\$7 +for 1000000 Tokens; \$8 above 1000 input tokens$/m);
  });
});

describe('spanwise cost reconcile', () => {
  it('gives the factor by day and SKU', () => {
    const bill = join(folder, 'bill.csv');
    writeFileSync(
      bill,
      'ChargePeriodStart,SkuId,BilledCost\n2026-11-25T00:00:00Z,m,0.0035\n2026-11-25T00:00:00Z,other,1\n',
    );
    const { code, stdout } = spanwise('reconcile', '--bill', bill, base);
    assert.equal(code, 0);
    assert.match(stdout, /^2026-11-25 {2}m +\$0\.007 +\$0\.0035 +0\.500$/m);
    assert.match(stdout, /^2026-11-25 {2}other +\$0 +\$1 +not estimated$/m);
  });
});

const wrong: [args: string[], message: RegExp][] = [
  [['repot'], /no such command: repot; did you mean report\?/],
  [['report'], /no file: spanwise cost report costs\.jsonl/],
  [['report', 'missing.jsonl'], /cannot read missing\.jsonl: ENOENT/],
  [['report', '--by', 'tenent', base], /--by: got tenent, expected some of .*did you mean tenant\?/],
  [['report', '--since', '1h', base], /--since: only with --prometheus/],
  [['report', '--prometheus', 'http://localhost:1', base], /--prometheus: no file with it/],
  [['report', '--prometheus', 'localhost'], /--prometheus: got localhost, expected an address/],
  [['report', '--prometheus', 'http://localhost:1', '--since', 'soon'], /--since: got soon, expected 30m/],
  [['report', '--prometheus', 'http://localhost:1', '--by', 'sku'], /--by: got sku, but Prometheus knows tenant/],
  [['export', '--format', 'xml', base], /--format: got xml, expected one of csv, jsonl/],
  [['diff', base], /expected two files/],
  [['diff', '--limit', 'x', base, head], /--limit: got x, expected a percentage from 0/],
  [['prices', 'openai'], /expected a provider and a model/],
  [['prices', '--at', 'noon', 'a', 'b'], /--at: got noon, expected a day/],
  [['reconcile', base], /no bill/],
];

describe('wrong usage is one line and exit code 2', () => {
  for (const [args, message] of wrong) {
    it(args.slice(0, 3).join(' ').replaceAll(folder, ''), () => {
      const { code, stderr } = spanwise(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});

it('help tells of all commands, and each has its own', () => {
  const { code, stdout } = spanwise('--help');
  assert.equal(code, 0);
  for (const name of ['report', 'export', 'diff', 'prices', 'reconcile']) {
    assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
    assert.match(spanwise(name, '--help').stdout, new RegExp(`^Usage: spanwise cost ${name} `));
  }
});
