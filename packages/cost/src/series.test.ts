import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createBudgets } from './budget.ts';
import { observeBudgets } from './budget-signals.ts';
import type { Fact } from './fact.ts';
import { type CostSeries, createCostSeries } from './series.ts';

function fact(tenant: string | undefined, nanos: bigint | undefined, more: Partial<Fact> = {}): Fact {
  return {
    key: '',
    time: Date.parse('2026-11-25T12:00:00Z'),
    owner: tenant === undefined ? {} : { tenant },
    ownerSource: 'header',
    category: 'llm',
    provider: 'openai',
    sku: 'gpt-5-mini',
    status: nanos === undefined ? 'unpriced' : 'ok',
    source: 'local',
    lines: [{ meter: 'Input Tokens', unit: 'Tokens', quantity: 10_000_000_000n, nanos }],
    ...more,
  };
}

type Points = Record<string, Record<string, unknown>>;

/** What a reader collects, by metric and attributes. */
async function collected(
  observe: (meter: ReturnType<MeterProvider['getMeter']>) => void,
): Promise<() => Promise<Points>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  observe(new MeterProvider({ readers: [reader] }).getMeter('test'));
  return async () => {
    exporter.reset();
    await reader.forceFlush();
    const metrics = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
    return Object.fromEntries(
      metrics.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        Object.fromEntries(dataPoints.map(({ attributes, value }) => [Object.values(attributes).join(' '), value])),
      ]),
    );
  };
}

function collect(series: CostSeries): Promise<() => Promise<Points>> {
  return collected((meter) => series.observe(meter));
}

describe('cost as metrics', () => {
  it('amounts and usage by owner, and how much of it has one', async () => {
    const series = createCostSeries();
    const read = await collect(series);
    series.add(fact('acme', 300_000_000n));
    series.add(fact('acme', 1n));
    series.add(fact(undefined, 100_000_000n));
    series.add(fact('globex', undefined));
    series.dropped('untrusted');
    assert.deepEqual(await read(), {
      'cost.amount': { 'llm USD acme': 0.300000001, 'llm USD': 0.1 },
      'cost.usage.tokens': { 'gpt-5-mini ok acme': 20, 'gpt-5-mini ok': 10, 'gpt-5-mini unpriced globex': 10 },
      'cost.attribution.coverage': { '': 0.75 },
      'cost.owner.dropped': { untrusted: 1 },
    });
  });

  it('a correction that lowers waits: counters never fall', async () => {
    const series = createCostSeries();
    const read = await collect(series);
    const amount = async (): Promise<unknown> => (await read())['cost.amount']?.['llm USD acme'];
    series.add(fact('acme', 500_000_000n));
    assert.equal(await amount(), 0.5);
    series.add(fact('acme', -200_000_000n));
    assert.equal(await amount(), 0.5);
    series.add(fact('acme', 100_000_000n));
    assert.equal(await amount(), 0.5);
    series.add(fact('acme', 200_000_000n));
    assert.equal(await amount(), 0.6);
  });

  it('owners beyond the limit are one called other, and nothing is lost', async () => {
    const series = createCostSeries(2);
    const read = await collect(series);
    for (const tenant of ['a', 'b', 'c', 'd', 'a']) series.add(fact(tenant, 1_000_000_000n));
    assert.deepEqual((await read())['cost.amount'], { 'llm USD a': 2, 'llm USD b': 1, 'llm USD other': 2 });
  });

  it('budgets', async () => {
    const now = (): number => Date.parse('2026-11-16T00:00:00Z');
    const budgets = createBudgets([{ name: 'b', limit: 10, period: 'month' }], { now, alert() {} });
    const read = await collected((meter) => observeBudgets(budgets, meter));
    budgets.add(fact('acme', 2_000_000_000n));
    assert.deepEqual(await read(), {
      'cost.budget.limit': { 'b month': 10 },
      'cost.budget.used': { 'b month': 2 },
      'cost.budget.utilization': { 'b month': 0.2 },
      'cost.budget.forecast': { 'b month': 4 },
    });
  });
});
