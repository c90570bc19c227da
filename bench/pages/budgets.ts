import { type Budget, budgets, isReached } from '../budgets.ts';
import type { Reports } from '../reports.ts';
import { count, table } from './table.ts';

/** The budgets of which something was measured. */
export function budgetsSection(reports: Reports): string | undefined {
  const measured = budgets.flatMap((budget) => {
    const figure = budget.measured(reports);
    return figure === undefined ? [] : [{ budget, figure }];
  });
  if (measured.length === 0) return undefined;
  const obstacles = measured.filter(
    ({ budget, figure }) =>
      budget.obstacle !== undefined && budget.aim !== undefined && !isReached(budget, figure, budget.aim),
  );
  const sign = { 'at most': '≤', 'at least': '≥' };
  const verdict = (budget: Budget, figure: number, value: number | undefined): string =>
    value === undefined
      ? ''
      : `${sign[budget.limit]} ${amount(value, budget)}: ${isReached(budget, figure, value) ? 'reached' : '**not reached**'}`;
  return `## Budgets

What Spanwise may cost, and what was measured. "Must" is a promise, "aim" is where we want to be.

${table(
  ['', 'measured', 'must', 'aim'],
  measured.map(({ budget, figure }) => [
    budget.what,
    amount(figure, budget),
    verdict(budget, figure, budget.must),
    verdict(budget, figure, budget.aim),
  ]),
)}
${obstacles.length === 0 ? '' : `\nWhat stands in the way:\n\n${obstacles.map(({ budget }) => `- ${budget.what}: ${budget.obstacle}`).join('\n')}\n`}`;
}

function amount(figure: number, { unit }: Budget): string {
  switch (unit) {
    case 'x':
      return `${figure.toFixed(2)}x`;
    case 'MB':
      return `${figure.toFixed(1)} MB`;
    case '%':
      return `${Math.round(figure)} %`;
    case 'spans/s':
      return `${count(Math.round(figure))} spans/s`;
    default:
      return count(Math.round(figure));
  }
}
