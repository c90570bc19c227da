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
  const obstacles = new Map<string, string[]>();
  for (const { budget, figure } of measured) {
    const { what, obstacle, aim } = budget;
    if (obstacle === undefined || aim === undefined || isReached(budget, figure, aim)) continue;
    obstacles.set(obstacle, [...(obstacles.get(obstacle) ?? []), what]);
  }
  const sign = { 'at most': '≤', 'at least': '≥' };
  const verdict = (budget: Budget, figure: number, value: number | undefined): string =>
    value === undefined
      ? ''
      : `${sign[budget.limit]} ${amount(value, budget)}: ${isReached(budget, figure, value) ? 'reached' : '**not reached**'}`;
  return `## Budgets

What Spanwise may cost, and what was measured. "Must" is a promise, "aim" is where we want to be.${fewRounds(reports)}

${table(
  ['', 'measured', 'must', 'aim'],
  measured.map(({ budget, figure }) => [
    budget.what,
    amount(figure, budget),
    verdict(budget, figure, budget.must),
    verdict(budget, figure, budget.aim),
  ]),
)}
${obstacles.size === 0 ? '' : `\nWhat stands in the way:\n\n${[...obstacles].map(([obstacle, whats]) => `- ${shared(whats)}: ${obstacle}`).join('\n')}\n`}`;
}

const FEW = 3;

/** Single runs on a machine that others use, too, are no medians. */
function fewRounds({ load }: Reports): string {
  if (load === undefined || load.rounds >= FEW) return '';
  return `
**Figures under load are of ${load.rounds === 1 ? 'one round' : `${load.rounds} rounds`} on a virtual machine whose speed varies**: between such runs, requests a
second of a program under the same rig differ by up to a third, so what is reached here by less is not shown.`;
}

/** Rows that begin alike, as one: `requests a second: http, express`. */
function shared(whats: readonly string[]): string {
  const [first] = whats;
  const start = first!.slice(0, first!.lastIndexOf(':') + 2);
  return whats.length === 1 ? first! : start + whats.map((what) => what.slice(start.length)).join(', ');
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
