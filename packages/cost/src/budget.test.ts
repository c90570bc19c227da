import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import {
  type Budget,
  type BudgetAlert,
  BudgetExceededError,
  type Budgets,
  createBudgetGuard,
  createBudgets,
  daysLeft,
  type SpentBefore,
} from './budget.ts';
import { alertText, createWebhook } from './budget-signals.ts';
import type { Fact } from './fact.ts';
import { fraction, toNanos } from './money.ts';
import { dayMillis, periodEnd, periodStart } from './period.ts';

const start = Date.parse('2026-11-01T00:00:00Z');

function setUp(budget: Partial<Budget>): {
  budgets: Budgets;
  told: string[];
  spend(dollars: string | number, more?: Partial<Fact>): void;
  at(days: number): void;
  alerts: BudgetAlert[];
} {
  let time = start;
  const told: string[] = [];
  const alerts: BudgetAlert[] = [];
  const alert = (given: BudgetAlert): void => {
    alerts.push(given);
    told.push(given.threshold === undefined ? given.state : `${given.state} ${given.threshold}`);
  };
  const budgets = createBudgets([{ name: 'b', limit: 100, period: 'month', ...budget }], { now: () => time, alert });
  return {
    budgets,
    told,
    alerts,
    at: (days) => {
      time = start + days * dayMillis;
    },
    spend(dollars, more = {}) {
      const line = { meter: 'm', unit: 'u', quantity: 0n, nanos: toNanos(fraction(dollars)) };
      const base = {
        key: '',
        owner: {},
        ownerSource: 'header',
        category: 'llm',
        provider: 'p',
        sku: 's',
        status: 'ok',
        source: 'local',
      } as const;
      budgets.add({ ...base, time, lines: [line], ...more });
    },
  };
}

describe('budgets', () => {
  it('tell each threshold once', () => {
    const { told, spend } = setUp({ thresholds: [0.5, 0.8, 1] });
    for (const dollars of [49, 1, 1, 30, 30, 1]) spend(dollars);
    assert.deepEqual(told, ['exceeded 0.5', 'exceeded 0.8', 'exceeded 1']);
  });

  it('are exact at the threshold', () => {
    const { told, spend } = setUp({ thresholds: [1], limit: '0.3' });
    spend('0.1');
    spend('0.199999999');
    assert.deepEqual(told, []);
    spend('0.000000001');
    assert.deepEqual(told, ['exceeded 1']);
  });

  it('tell a recovery once: by a correction, and by the next period', () => {
    const { told, spend, at, budgets } = setUp({ thresholds: [0.5] });
    spend(60);
    spend(-20);
    spend(20);
    at(31);
    budgets.tick();
    budgets.tick();
    assert.deepEqual(told, ['exceeded 0.5', 'recovered 0.5', 'exceeded 0.5', 'recovered 0.5']);
    assert.equal(budgets.check()[0]?.used, 0);
  });

  it('forecast to exceed at the present rate, once', () => {
    const { told, spend, at, budgets } = setUp({ thresholds: [1] });
    at(3);
    spend(9);
    assert.deepEqual(told, []);
    spend(2);
    spend(1);
    assert.deepEqual(told, ['forecast']);
    const status = budgets.check()[0]!;
    assert.deepEqual([status.forecast, status.remaining, status.utilization], [120, 88, 0.12]);
    assert.equal(daysLeft(status, start + 3 * dayMillis), 22);
  });

  it('say nothing of the future in the first moments', () => {
    const { told, spend, budgets } = setUp({ thresholds: [1] });
    spend(5);
    assert.deepEqual([told, budgets.check()[0]?.forecast], [[], undefined]);
  });

  it('find what is out of the ordinary against their own days', () => {
    const { told, spend, at } = setUp({ period: 'day', thresholds: [], limit: 1000 });
    for (let day = 0; day < 6; day++) {
      at(day + 0.5);
      spend(10);
    }
    at(6.5);
    spend(20);
    assert.deepEqual(told, []);
    spend(1);
    spend(1);
    assert.deepEqual(told, ['anomaly']);
  });

  it('count what is in their scope', () => {
    const { budgets, spend } = setUp({ scope: { tenant: 'acme', model: 'gpt' } });
    spend(1, { owner: { tenant: 'acme' }, sku: 'gpt' });
    spend(2, { owner: { tenant: 'acme' }, sku: 'claude' });
    spend(4, { owner: { tenant: 'globex' }, sku: 'gpt' });
    spend(8, {
      lines: [{ meter: 'm', unit: 'u', quantity: 1n, nanos: undefined }],
      owner: { tenant: 'acme' },
      sku: 'gpt',
    });
    assert.equal(budgets.check({ tenant: 'acme', model: 'gpt' })[0]?.used, 1);
    assert.deepEqual(budgets.check({ tenant: 'globex' }), []);
  });

  it('are shared by replicas', () => {
    assert.equal(setUp({ replicas: 4 }).budgets.check()[0]?.limit, 25);
  });

  it('go on after a restart: nothing is told twice, and former periods are normal', () => {
    const before = (day: number, dollars: number, tenant = 'acme'): SpentBefore => ({
      hour: start + day * dayMillis + 3_600_000,
      owner: { tenant },
      category: 'llm',
      sku: 's',
      nanos: toNanos(fraction(dollars)),
    });
    const { told, spend, at, budgets } = setUp({
      period: 'day',
      limit: 10,
      thresholds: [0.5, 1],
      scope: { tenant: 'acme' },
    });
    at(8.5);
    // Day 8 began with what the process that ended had spent; of day 2 nothing is known.
    budgets.tick();
    budgets.restore([0, 1, 3, 4, 5, 6, 7].map((day) => before(day, 4)));
    budgets.restore([before(8, 6), before(8, 90, 'globex')]);
    assert.deepEqual([told, budgets.check()[0]?.used], [[], 6]);
    spend(4, { owner: { tenant: 'acme' } });
    assert.deepEqual(told, ['exceeded 1', 'anomaly']);
  });

  it('refuse a limit that is none', () => {
    assert.throws(() => setUp({ limit: 0 }), { message: 'budget b: limit is 0, expected dollars above 0' });
  });

  it('the guard throws when one is used up, and only then', () => {
    const { budgets, spend } = setUp({ scope: { tenant: 'acme' } });
    const guard = createBudgetGuard(budgets);
    guard({ tenant: 'acme' });
    spend(100, { owner: { tenant: 'acme' } });
    guard({ tenant: 'globex' });
    assert.throws(() => guard({ tenant: 'acme' }), BudgetExceededError);
  });

  it('post what they tell to a webhook', async () => {
    const server = createServer();
    const received = new Promise<string>((resolve) => {
      server.on('request', async (request, response) => {
        const chunks = await request.toArray();
        response.end();
        resolve(Buffer.concat(chunks).toString());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { alerts, spend } = setUp({ thresholds: [0.5] });
    spend(50);
    createWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, (error) => assert.fail(String(error)))(
      alerts[0]!,
    );
    const body = JSON.parse(await received);
    server.close();
    assert.equal(body.text, 'budget b: 50 % of $100 a month is used: $50');
    assert.equal(body.text, alertText(alerts[0]!));
    assert.deepEqual([body.state, body.threshold, body.used], ['exceeded', 0.5, 50]);
  });
});

describe('periods', () => {
  const at = (text: string): number => Date.parse(`${text}Z`);
  const cases: [period: 'day' | 'week' | 'month', time: string, from: string, to: string][] = [
    ['day', '2026-11-25T23:59:59', '2026-11-25T00:00', '2026-11-26T00:00'],
    ['week', '2026-11-22T12:00', '2026-11-16T00:00', '2026-11-23T00:00'],
    ['week', '2026-11-23T00:00', '2026-11-23T00:00', '2026-11-30T00:00'],
    ['month', '2026-12-31T23:00', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['month', '2028-02-29T00:00', '2028-02-01T00:00', '2028-03-01T00:00'],
  ];
  for (const [period, time, from, to] of cases) {
    it(`${period} of ${time}`, () => {
      const begin = periodStart(period, at(time));
      assert.deepEqual([begin, periodEnd(period, begin)], [at(from), at(to)]);
    });
  }
});
