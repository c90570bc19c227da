import type { Owner } from '@spanwise/semconv';
import { type Fact, totalOf } from './fact.ts';
import type { LedgerEntry } from './ledger.ts';
import { fraction, type Nanos, toNanos, toNumber } from './money.ts';
import { dayMillis, type Period, periodEnd, periodStart } from './period.ts';

/** What may be spent, by whom and on what, within a period. */
export interface Budget {
  name: string;
  /** Dollars a period. */
  limit: string | number;
  period: Period;
  /** What counts: everything, or what has all of these. */
  scope?: Pick<Owner, 'tenant' | 'team' | 'costCenter'> & { model?: string; category?: Fact['category'] };
  /** The service and the deployment environment whose processes keep it; all when absent. */
  service?: string;
  environment?: string;
  /** Parts of the limit at which to tell, once a period; default 0.5, 0.8, 0.9 and 1. */
  thresholds?: readonly number[];
  /** How many times the mean of former periods is an anomaly; default 2, 0 for never. */
  anomaly?: number;
  /** How many processes share the limit: each takes its part of it. Default 1. */
  replicas?: number;
}

/** What a budget has to tell. */
export interface BudgetAlert {
  budget: string;
  period: Period;
  state: 'exceeded' | 'forecast' | 'anomaly' | 'recovered';
  /** The threshold that was crossed, or recovered from. */
  threshold?: number;
  limit: number;
  used: number;
  forecast: number | undefined;
  /** Milliseconds since 1970. */
  time: number;
}

/** How a budget stands. Amounts are dollars. */
export interface BudgetStatus {
  name: string;
  period: Period;
  limit: number;
  used: number;
  remaining: number;
  utilization: number;
  /** What will be used at the end of the period; undefined in its first hundredth, when nothing can be said. */
  forecast: number | undefined;
  isExceeded: boolean;
}

export interface Budgets {
  /** Counts a fact, and tells what has to be told. */
  add(fact: Fact): void;
  /**
   * Counts what was spent before this process began, by the hour: in the present period, and in former ones for what is
   * normal. What was told then is not told again.
   */
  restore(entries: Iterable<SpentBefore>): void;
  /** Tells what time alone changes: a period that is over, a forecast. */
  tick(): void;
  /** How the budgets stand that a scope has to keep; all of them without a scope. */
  check(scope?: Budget['scope']): BudgetStatus[];
}

/** What budgets look at in an entry of a ledger. */
export type SpentBefore = Pick<LedgerEntry, 'hour' | 'owner' | 'category' | 'sku' | 'nanos'>;

interface State {
  budget: Budget;
  limit: Nanos;
  start: number;
  used: Nanos;
  /** Amounts of former periods, the latest last. */
  former: Nanos[];
  told: Set<string>;
}

const defaultThresholds = [0.5, 0.8, 0.9, 1];
const formerPeriods = 30;
// With fewer former periods nothing is normal yet.
const fewestFormer = 5;

/**
 * Keeps budgets: what is used, what will be, and what is out of the ordinary. It only tells; see `createBudgetGuard` for
 * what refuses. Each thing is told once a period, and that it no longer holds once too.
 *
 * @throws TypeError for a limit that is no positive number
 */
export function createBudgets(
  budgets: readonly Budget[],
  { now = Date.now, alert }: { now?: () => number; alert: (alert: BudgetAlert) => void },
): Budgets {
  const states = budgets.map((budget): State => {
    const limit = toNanos(fraction(budget.limit)) / BigInt(budget.replicas ?? 1);
    if (limit <= 0n) throw new TypeError(`budget ${budget.name}: limit is ${budget.limit}, expected dollars above 0`);
    return { budget, limit, start: periodStart(budget.period, now()), used: 0n, former: [], told: new Set() };
  });

  function advance(state: State): void {
    const start = periodStart(state.budget.period, now());
    if (start <= state.start) return;
    const wasTold = [...state.told].filter((key) => Number(key) >= 0);
    state.former.push(state.used);
    if (state.former.length > formerPeriods) state.former.shift();
    state.start = start;
    state.used = 0n;
    state.told.clear();
    const highest = Math.max(-1, ...wasTold.map(Number));
    if (highest >= 0) tell(state, 'recovered', highest);
  }

  function evaluate(state: State, say: typeof tell = tell): void {
    const { budget, limit, told, used } = state;
    for (const threshold of budget.thresholds ?? defaultThresholds) {
      const isCrossed = used * 1_000_000n >= limit * BigInt(Math.round(threshold * 1_000_000));
      const key = String(threshold);
      if (isCrossed && !told.has(key)) {
        told.add(key);
        say(state, 'exceeded', threshold);
      } else if (!isCrossed && told.delete(key)) say(state, 'recovered', threshold);
    }
    const forecast = forecastOf(state, now());
    const willExceed = forecast !== undefined && forecast > limit && used < limit;
    if (willExceed && !told.has('forecast')) {
      told.add('forecast');
      say(state, 'forecast');
    }
    if (isAnomaly(state) && !told.has('anomaly')) {
      told.add('anomaly');
      say(state, 'anomaly');
    }
  }

  function tell(state: State, kind: BudgetAlert['state'], threshold?: number): void {
    const { budget, limit, used } = state;
    const forecast = forecastOf(state, now());
    alert({
      budget: budget.name,
      period: budget.period,
      state: kind,
      ...(threshold === undefined ? {} : { threshold }),
      limit: toNumber(limit),
      used: toNumber(used),
      forecast: forecast === undefined ? undefined : toNumber(forecast),
      time: now(),
    });
  }

  return {
    add(fact) {
      const nanos = totalOf(fact.lines);
      if (nanos === undefined || nanos === 0n) return;
      for (const state of states) {
        if (!isWithin(state.budget.scope, { ...fact.owner, model: fact.sku, category: fact.category })) continue;
        advance(state);
        // What belongs to a former period cannot be told about any more.
        if (fact.time < state.start) continue;
        state.used += nanos;
        evaluate(state);
      }
    },
    restore(entries) {
      const all = [...entries];
      for (const state of states) {
        restoreState(state, all);
        evaluate(state, () => {});
      }
    },
    tick() {
      for (const state of states) {
        advance(state);
        evaluate(state);
      }
    },
    check(scope) {
      const some = states.filter(({ budget }) => scope === undefined || isWithin(budget.scope, scope));
      return some.map((state) => {
        advance(state);
        return statusOf(state, now());
      });
    },
  };
}

function restoreState(state: State, entries: readonly SpentBefore[]): void {
  const { period, scope } = state.budget;
  const sums = new Map<number, Nanos>();
  for (const { hour, owner, category, sku, nanos } of entries) {
    if (nanos === undefined || !isWithin(scope, { ...owner, model: sku, category })) continue;
    const start = periodStart(period, hour);
    sums.set(start, (sums.get(start) ?? 0n) + nanos);
  }
  state.used += sums.get(state.start) ?? 0n;
  const first = Math.min(state.start, ...sums.keys());
  // Periods without costs count for what is normal, too.
  for (let start = first; start < state.start; start = periodEnd(period, start)) {
    state.former.push(sums.get(start) ?? 0n);
  }
  state.former.splice(0, state.former.length - formerPeriods);
}

function statusOf(state: State, time: number): BudgetStatus {
  const { budget, limit, used } = state;
  const forecast = forecastOf(state, time);
  return {
    name: budget.name,
    period: budget.period,
    limit: toNumber(limit),
    used: toNumber(used),
    remaining: toNumber(limit - used),
    utilization: toNumber((used * 1_000_000_000n) / limit),
    forecast: forecast === undefined ? undefined : toNumber(forecast),
    isExceeded: used >= limit,
  };
}

/** As much again for the time that is left as was used in the time that has passed. */
function forecastOf({ budget, start, used }: State, time: number): Nanos | undefined {
  const length = periodEnd(budget.period, start) - start;
  const passed = time - start;
  if (passed * 100 < length) return undefined;
  return (used * BigInt(length)) / BigInt(passed);
}

function isAnomaly({ budget, former, used }: State): boolean {
  const { anomaly = 2 } = budget;
  if (anomaly <= 0 || former.length < fewestFormer) return false;
  const sum = former.reduce((total, each) => total + each, 0n);
  return sum > 0n && used * BigInt(former.length) * 1000n > sum * BigInt(Math.round(anomaly * 1000));
}

function isWithin(scope: Budget['scope'], given: NonNullable<Budget['scope']>): boolean {
  return Object.entries(scope ?? {}).every(
    ([part, wanted]) => wanted === undefined || given[part as keyof typeof given] === wanted,
  );
}

/** A budget is used up, and the program asked to be stopped then. */
export class BudgetExceededError extends Error {
  override name = 'BudgetExceededError';
  readonly code = 'SPANWISE_COST_BUDGET_EXCEEDED';
  readonly status: BudgetStatus;

  constructor(status: BudgetStatus) {
    super(`budget ${status.name} of $${status.limit} a ${status.period} is used up: $${status.used}`);
    this.status = status;
  }
}

/**
 * A guard for what costs money: call it before, and it throws when a budget that covers the scope is used up. Nobody
 * calls it who did not ask for it. It knows what this process spent: see `replicas`.
 */
export function createBudgetGuard(budgets: Budgets): (scope: Budget['scope']) => void {
  return (scope) => {
    const exceeded = budgets.check(scope).find(({ isExceeded }) => isExceeded);
    if (exceeded !== undefined) throw new BudgetExceededError(exceeded);
  };
}

/** How many days of the present rate the rest of a budget lasts; undefined when nothing is used. */
export function daysLeft({ used, remaining, period }: BudgetStatus, time: number): number | undefined {
  const passed = time - periodStart(period, time);
  return used <= 0 ? undefined : (remaining / used) * (passed / dayMillis);
}
