import type { Budget } from './budget.ts';

/** Dollars a month: in all, and the parts of it that are metered. The rest of the total is for what alerts take. */
const estimates: Readonly<Record<string, { total: number; compute: number; telemetry: number }>> = {
  development: { total: 70, compute: 50, telemetry: 20 },
  production: { total: 350, compute: 200, telemetry: 100 },
};

/** The names of budgets that come with Spanwise. */
export const budgetPresets: readonly string[] = Object.keys(estimates);

/** The budgets of a preset, of what a small service and its telemetry are estimated to take a month. */
export function presetBudgets(name: string): Budget[] {
  const { total, compute, telemetry } = estimates[name]!;
  return [
    { name, limit: total, period: 'month' },
    { name: `${name} compute`, limit: compute, period: 'month', scope: { category: 'compute' } },
    { name: `${name} telemetry`, limit: telemetry, period: 'month', scope: { category: 'telemetry' } },
  ];
}
