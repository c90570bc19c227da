import { readFileSync } from 'node:fs';
import { type Budget, type PriceBook, readBudgetFile, readPriceFile } from '@spanwise/cost';
import { errorText } from './report.ts';

/** The books of price files; what cannot be read is told line by line and left out. */
export function readPrices(paths: readonly string[], tell: (line: string) => void): PriceBook[] {
  return paths.flatMap((path) => {
    const text = textOf(path, tell);
    if (text === undefined) return [];
    const { book, warnings } = readPriceFile(path, text);
    warnings.forEach(tell);
    return [book];
  });
}

/** The budgets of a file; what cannot be read is told line by line and left out. */
export function readBudgets(path: string, tell: (line: string) => void): Budget[] {
  const text = textOf(path, tell);
  if (text === undefined) return [];
  const { budgets, warnings } = readBudgetFile(path, text);
  warnings.forEach(tell);
  return budgets;
}

function textOf(path: string, tell: (line: string) => void): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    tell(`got ${path}, expected a file that can be read: ${errorText(error)}; left out`);
    return undefined;
  }
}
