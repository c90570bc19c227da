import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { createAccount } from './account.ts';
import { createCost } from './cost.ts';
import { entryOfRow, type FocusRow, focusRow } from './focus.ts';
import { checkFocusRows } from './focus-check.ts';
import { type FocusVersion, focusColumns } from './focus-columns.ts';
import { createLedger, type LedgerEntry } from './ledger.ts';
import { createLedgerFile, formatRows, readLedgerFile } from './ledger-file.ts';
import { createCostMeter } from './meter.ts';
import { formatNanos, fraction, toNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { createPrices } from './prices.ts';
import { costOfAthena, costOfBigQuery } from './query.ts';

const { book } = readPriceFile(
  'prices.yaml',
  `
models:
  - { provider: openai, model: gpt-5-mini, input: 0.25, cache_read: 0.025, output: 2, tiers: [{ above: 1000, input: 0.3333 }] }
discounts: [{ provider: anthropic, model: '*', multiplier: 0.77 }]
apis: [{ host: api.example, price: 0.0001 }]
egress: { internet: 0.12 }
destinations: [{ to: '*.example', class: internet }]
`,
);
const time = Date.parse('2026-11-25T12:34:56Z');
const options = { billingAccountId: 'account-1', service: 'shop', subAccountId: 'sub' };

/** One of everything, as the meter books it. */
function entries(): { entries: LedgerEntry[]; total: bigint } {
  const ledger = createLedger({ now: () => time });
  const meter = createCostMeter({ prices: createPrices({ books: [book] }), ledger, resourceOwner: { team: 'tea' } });
  const spending = { time, route: '/answers', traceId: 't' };
  for (const input of [900, 1001]) {
    meter.inference({ provider: 'openai', model: 'gpt-5-mini', usage: { input, cacheRead: 100, output: 7 } }, spending);
  }
  meter.inference({ provider: 'openai', model: 'gpt-99', usage: { input: 10, output: 7 } }, spending);
  meter.inference(
    { provider: 'openrouter', model: 'a/b', usage: { input: 10, output: 7 }, reported: '0.0012' },
    spending,
  );
  meter.apiCall({ host: 'api.example', path: '/', method: 'GET' }, spending);
  meter.egress(12_345, 'cdn.example', spending);
  meter.egress(12_345, 'elsewhere', spending);
  meter.run({ provider: 'aws.lambda', memoryMb: 129, millis: 3 }, spending);
  meter.record(costOfBigQuery({ totalBytesBilled: '10485760' }, meter.prices.book.queries)!, spending);
  meter.record(costOfAthena({ Statistics: { DataScannedInBytes: 1 } }, meter.prices.book.queries), spending);
  meter.record(costOfBigQuery({ totalBytesBilled: '0', cacheHit: true }, meter.prices.book.queries)!, {
    time: time - 9e6,
  });
  return { entries: ledger.take(), total: ledger.total() };
}

function sum(rows: readonly FocusRow[]): string {
  return formatNanos(rows.reduce((total, { EffectiveCost }) => total + toNanos(fraction(EffectiveCost!)), 0n));
}

describe('rows of FOCUS', () => {
  it('say what was spent', () => {
    const { entries: all } = entries();
    assert.deepEqual(focusRow(all[0]!, options), {
      BilledCost: '0',
      BillingAccountId: 'account-1',
      BillingCurrency: 'USD',
      BillingPeriodEnd: '2026-12-01T00:00:00Z',
      BillingPeriodStart: '2026-11-01T00:00:00Z',
      ChargeCategory: 'Usage',
      ChargeDescription: 'Input Tokens of gpt-5-mini, openai',
      ChargeFrequency: 'Usage-Based',
      ChargePeriodEnd: '2026-11-25T13:00:00Z',
      ChargePeriodStart: '2026-11-25T12:00:00Z',
      ConsumedQuantity: '800',
      ConsumedUnit: 'Tokens',
      ContractedCost: '0.0002',
      ContractedUnitPrice: '0.25',
      EffectiveCost: '0.0002',
      HostProviderName: 'openai',
      InvoiceIssuerName: 'openai',
      ListCost: '0.0002',
      ListUnitPrice: '0.25',
      PricingCategory: 'Standard',
      PricingQuantity: '0.0008',
      PricingUnit: '1000000 Tokens',
      ServiceCategory: 'AI and Machine Learning',
      ServiceName: 'openai Inference',
      ServiceProviderName: 'openai',
      ServiceSubcategory: 'Generative AI',
      SkuId: 'gpt-5-mini',
      SkuMeter: 'Input Tokens',
      SkuPriceDetails: '{"x_PriceSource":"prices.yaml"}',
      SkuPriceId: 'gpt-5-mini/Input Tokens',
      SubAccountId: 'sub',
      Tags: '{"service.name":"shop","team.name":"tea"}',
      x_CallCount: '1',
      x_Confidence: 'high',
      x_CostBasis: 'contracted',
      x_CostSource: 'local',
      x_CostStatus: 'ok',
      x_FactCount: '1',
      x_OwnerSource: 'resource',
      x_PriceSource: 'prices.yaml',
      x_PricingUnitSize: '1000000',
      x_Route: '/answers',
      x_TraceSampleIds: 't',
    });
  });

  for (const version of ['1.2', '1.3', '1.4'] as FocusVersion[]) {
    it(`keep the rules of ${version}, and sum to the ledger`, () => {
      const { entries: all, total } = entries();
      const rows = all.map((entry) => focusRow(entry, { ...options, version }));
      assert.deepEqual(checkFocusRows(rows, version), []);
      assert.equal(sum(rows), formatNanos(total));
      const names = new Set(rows.flatMap(Object.keys));
      assert.equal(names.has('ProviderName'), version < '1.4');
      assert.equal(names.has('ServiceProviderName'), version > '1.2');
    });
  }

  it('are read back as they were', () => {
    for (const entry of entries().entries) {
      const row = focusRow(entry, options);
      assert.deepEqual(focusRow(entryOfRow(row)!, options), row);
    }
  });
});

describe('the checker of rules', () => {
  const [good] = entries().entries.map((entry) => focusRow(entry, options)) as [FocusRow];
  const broken: [what: string, changes: FocusRow | Record<string, undefined>, column: string][] = [
    ['a cost that is null', { EffectiveCost: undefined }, 'EffectiveCost'],
    ['a cost that is no number', { BilledCost: '1,5' }, 'BilledCost'],
    ['an empty text', { RegionId: '' }, 'RegionId'],
    ['blanks around', { BillingAccountId: ' a' }, 'BillingAccountId'],
    ['a time without zone', { ChargePeriodStart: '2026-11-25 12:00:00' }, 'ChargePeriodStart'],
    ['a period that ends before it begins', { ChargePeriodEnd: '2026-11-25T11:00:00Z' }, 'ChargePeriodEnd'],
    ['a charge outside of its bill', { BillingPeriodStart: '2026-11-26T00:00:00Z' }, 'ChargePeriodStart'],
    ['a category that is none', { ChargeCategory: 'Consumption' }, 'ChargeCategory'],
    ['a class that is none', { ChargeClass: 'Late' }, 'ChargeClass'],
    ['a subcategory of another category', { ServiceSubcategory: 'Observability' }, 'ServiceSubcategory'],
    ['a currency that is none', { BillingCurrency: 'Dollar' }, 'BillingCurrency'],
    ['usage without SKU', { SkuId: undefined }, 'SkuId'],
    ['usage without quantity', { ConsumedQuantity: undefined }, 'ConsumedQuantity'],
    ['a negative quantity', { PricingQuantity: '-1' }, 'PricingQuantity'],
    ['a product that is off', { ContractedCost: '0.0002001' }, 'ContractedCost'],
    ['a cost without price', { ContractedUnitPrice: undefined }, 'ContractedCost'],
    ['tags that are no object', { Tags: '[]' }, 'Tags'],
    ['tags in tags', { Tags: '{"a":{}}' }, 'Tags'],
    ['details of our own without x_', { SkuPriceDetails: '{"Source":"a"}' }, 'SkuPriceDetails'],
    ['a unit that is none', { ConsumedUnit: '1.5 Tokens' }, 'ConsumedUnit'],
    ['a column that 1.4 removed', { ProviderName: 'openai' }, 'ProviderName'],
    ['a custom column without x_', { Owner: 'me' }, 'Owner'],
  ];
  for (const [what, changes, column] of broken) {
    it(what, () => {
      const columns = checkFocusRows([{ ...good, ...changes } as FocusRow]).map((problem) => problem.column);
      assert.ok(columns.includes(column), columns.join());
    });
  }

  it('a price that belongs to two SKUs', () => {
    assert.deepEqual(
      checkFocusRows([good, { ...good, SkuId: 'other' }]).map(({ row, column }) => [row, column]),
      [[1, 'SkuPriceId']],
    );
  });

  it('shares that do not sum to 1', () => {
    const share = (ratio: number): FocusRow => ({
      ...good,
      AllocatedMethodId: 'm',
      AllocatedResourceId: 'r',
      AllocatedMethodDetails: JSON.stringify({ Elements: [{ AllocatedRatio: ratio }] }),
    });
    assert.deepEqual(checkFocusRows([share(0.1), share(0.2), share(0.7)]), []);
    assert.equal(checkFocusRows([share(0.1), share(0.2)]).length, 1);
  });
});

describe('the file of the ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-ledger-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const name of ['ledger.jsonl', 'ledger.csv']) {
    it(`${name}: what is appended is read, whoever wrote it`, () => {
      const path = join(folder, name);
      const { entries: all, total } = entries();
      createLedgerFile(path, options).append(all.slice(0, 3));
      createLedgerFile(path, options).append(all.slice(3));
      const { rows, warnings } = readLedgerFile(path);
      assert.deepEqual([rows.length, warnings], [all.length, []]);
      assert.deepEqual(checkFocusRows(rows), []);
      assert.equal(sum(rows), formatNanos(total));
    });
  }

  it('a line that was cut by a crash is left out and told of', () => {
    const path = join(folder, 'cut.jsonl');
    createLedgerFile(path, options).append(entries().entries.slice(0, 2));
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
    const { rows, warnings } = readLedgerFile(path);
    assert.equal(rows.length, 1);
    assert.match(warnings[0] ?? '', /^.*cut\.jsonl:2: expected a row as JSON, got /);
  });

  it('a file that cannot be written is told of, and its rows wait', () => {
    const failures: unknown[] = [];
    const path = join(folder, 'missing', 'ledger.jsonl');
    const cost = createCost({
      listPrices: false,
      metrics: false,
      file: { ...options, path },
      failed: (error) => failures.push(error),
    });
    cost.meter.inference({ provider: 'a', model: 'b', usage: { input: 1, output: 0 } }, { time });
    cost.flush();
    cost.close();
    assert.equal(failures.length, 2);
    assert.equal(cost.ledger.take().length, 1);
  });

  it('CSV has all columns of its version', () => {
    const [names] = formatRows([], '1.3').split('\n');
    assert.equal(
      names,
      focusColumns('1.3')
        .map(({ name }) => name)
        .join(','),
    );
  });
});

describe('rows, whatever was used', () => {
  it('keep the rules and sum to the ledger', () => {
    const call = fc.record({
      input: fc.nat(3000),
      cached: fc.nat(100),
      output: fc.nat(1_000_000),
      tenant: fc.constantFrom(undefined, 'acme', 'globex'),
      model: fc.constantFrom('gpt-5-mini', 'gpt-99'),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const ledger = createLedger({ now: () => time });
        const meter = createCostMeter({ prices: createPrices({ books: [book] }), ledger });
        for (const { input, cached, output, tenant, model } of calls) {
          const usage = { input, cacheRead: Math.min(cached, input), output };
          const account = createAccount({ owner: { tenant }, source: 'header' });
          meter.inference({ provider: 'openai', model, usage }, { time, account });
        }
        const rows = ledger.take().map((entry) => focusRow(entry, options));
        assert.deepEqual(checkFocusRows(rows), []);
        assert.equal(sum(rows), formatNanos(ledger.total()));
      }),
    );
  });
});
