import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from './account.ts';
import { diffEntries } from './diff.ts';
import { createLedger, type LedgerEntry } from './ledger.ts';
import { createCostMeter } from './meter.ts';
import { formatNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { createPrices } from './prices.ts';
import { reconcile } from './reconcile.ts';
import { createReport } from './report.ts';

const { book } = readPriceFile('p.yaml', 'models: [{ provider: openai, model: m, input: 1, output: 2 }]');
const time = Date.parse('2026-11-25T12:00:00Z');

function entries(calls: [tenant: string | undefined, model: string, input: number][]): LedgerEntry[] {
  const ledger = createLedger({ now: () => time });
  const meter = createCostMeter({ prices: createPrices({ books: [book] }), ledger });
  for (const [tenant, model, input] of calls) {
    const account = createAccount({ owner: { tenant }, source: 'header' });
    meter.inference({ provider: 'openai', model, usage: { input, output: 1000 } }, { time, account, route: '/a' });
  }
  return ledger.take();
}

describe('reports', () => {
  const all = entries([
    ['acme', 'm', 1000],
    ['acme', 'm', 2000],
    ['globex', 'm', 500],
    [undefined, 'm', 1000],
    ['acme', 'unknown', 9],
  ]);

  it('by tenant: rows that sum to the total, nobody as a row, calls and what has no price', () => {
    const { rows, total, calls, attributed, unpriced } = createReport(all, ['tenant']);
    assert.deepEqual(
      rows.map(({ values, nanos, calls }) => [...values, formatNanos(nanos), calls]),
      [
        ['acme', '0.007', 3],
        ['unattributed', '0.003', 1],
        ['globex', '0.0025', 1],
      ],
    );
    assert.equal(
      rows.reduce((sum, { nanos }) => sum + nanos, 0n),
      total,
    );
    assert.deepEqual([formatNanos(total), formatNanos(attributed), calls], ['0.0125', '0.0095', 5]);
    assert.deepEqual([...unpriced], [['unknown of openai: unpriced', 1]]);
  });

  it('by several dimensions', () => {
    const { rows } = createReport(all, ['day', 'sku', 'meter']);
    assert.deepEqual(
      rows.map(({ values }) => values.join(' ')),
      [
        '2026-11-25 m Output Tokens',
        '2026-11-25 m Input Tokens',
        '2026-11-25 unknown Input Tokens',
        '2026-11-25 unknown Output Tokens',
      ],
    );
  });
});

describe('differences of two runs', () => {
  it('are of quantities, at one price', () => {
    const base = entries([['acme', 'm', 1000]]);
    const head = entries([['acme', 'm', 1500]]);
    const { rows, baseNanos, headNanos, growth } = diffEntries(base, head);
    assert.deepEqual(
      rows.map(({ what, base: one, head: other, headNanos: nanos }) => [
        what,
        formatNanos(one),
        formatNanos(other),
        formatNanos(nanos!),
      ]),
      [
        ['openai m, Input Tokens', '1000', '1500', '0.0015'],
        ['openai m, Output Tokens', '1000', '1000', '0.002'],
      ],
    );
    assert.deepEqual([formatNanos(baseNanos), formatNanos(headNanos), growth], ['0.003', '0.0035', 0.166666]);
  });

  it('of what has no price are quantities only', () => {
    const { rows, growth } = diffEntries(entries([['a', 'unknown', 1]]), entries([]));
    assert.deepEqual([rows.map(({ headNanos }) => headNanos), growth], [[undefined, undefined], undefined]);
  });
});

describe('reconciliation with a bill', () => {
  it('gives a factor by day and SKU', () => {
    const row = (day: string, SkuId: string, EffectiveCost: string, BilledCost = '0'): Record<string, string> => ({
      ChargePeriodStart: `${day}T05:00:00Z`,
      SkuId,
      EffectiveCost,
      BilledCost,
    });
    const estimates = [row('2026-11-01', 'm', '1'), row('2026-11-01', 'm', '1'), row('2026-11-02', 'm', '4')];
    const bill = [row('2026-11-01', 'm', '0.9', '0.9'), row('2026-11-02', 'm', '2'), row('2026-11-02', 'n', '1', '1')];
    assert.deepEqual(
      reconcile(estimates, bill).map(({ day, sku, factor }) => [day, sku, factor]),
      [
        ['2026-11-01', 'm', 0.45],
        ['2026-11-02', 'm', 0.5],
        ['2026-11-02', 'n', undefined],
      ],
    );
  });
});
