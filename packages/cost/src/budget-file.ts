import { basename } from 'node:path';
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Budget } from './budget.ts';
import { budgetPresets, presetBudgets } from './budget-presets.ts';
import { parseDecimal } from './money.ts';
import { type Entry, field, fields, items, type PriceReader, scalarText } from './price-entry.ts';

const periods = ['day', 'week', 'month'];
const scopes = {
  tenant: 'tenant',
  team: 'team',
  cost_center: 'costCenter',
  model: 'model',
  category: 'category',
} as const;
const places = ['service', 'environment'] as const;
const keys = ['name', 'limit', 'period', 'thresholds', 'anomaly', 'replicas', ...Object.keys(scopes), ...places];

/** Budgets of a YAML or JSON file, and one line for each that was left out because it is wrong. */
export function readBudgetFile(path: string, text: string): { budgets: Budget[]; warnings: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const warnings = document.errors.map(({ pos, message }) => `${path}:${lines.linePos(pos[0]).line}: ${message}`);
  const reader: PriceReader = {
    name: basename(path),
    warn({ node, within, path: where }, expected) {
      const range = (node ?? within)?.range;
      const received = node == null ? 'nothing' : JSON.stringify(node.toJSON());
      const line = range ? lines.linePos(range[0]).line : 1;
      warnings.push(`${path}:${line}: ${where || 'the file'} is ${received}, expected ${expected}; left out`);
    },
  };
  const root = document.contents;
  if (!isMap(root)) {
    reader.warn({ node: root, path: '' }, 'a map with budgets or presets');
    return { budgets: [], warnings };
  }
  const presets = items(field(root, 'presets', ''), reader).flatMap((entry) => readPreset(entry, reader));
  const budgets = items(field(root, 'budgets', ''), reader).map((entry) => readBudget(entry, reader));
  return { budgets: [...presets, ...budgets.filter((budget) => budget !== undefined)], warnings };
}

function readPreset(entry: Entry, reader: PriceReader): Budget[] {
  const name = scalarText(entry);
  if (name !== undefined && budgetPresets.includes(name)) return presetBudgets(name);
  reader.warn(entry, `one of ${budgetPresets.join(', ')}`);
  return [];
}

function readBudget(entry: Entry, reader: PriceReader): Budget | undefined {
  const { node, path } = entry;
  if (!isMap(node)) return reader.warn(entry, 'a map with name, limit and period');
  for (const [key, value] of fields(node, path)) {
    if (!keys.includes(key)) return reader.warn({ ...value, path: `"${value.path}"` }, `one of ${keys.join(', ')}`);
  }
  const text = (key: string): string | undefined => scalarText(field(node, key, path));
  const [name, limit, period] = [text('name'), text('limit'), text('period')];
  if (!name) return reader.warn(field(node, 'name', path), 'a name');
  const amount = limit === undefined ? undefined : parseDecimal(limit);
  if (amount === undefined || amount.numerator <= 0n) return reader.warn(field(node, 'limit', path), 'dollars above 0');
  if (!periods.includes(period ?? '')) return reader.warn(field(node, 'period', path), `one of ${periods.join(', ')}`);
  const scope: Record<string, string> = {};
  for (const [key, part] of Object.entries(scopes)) {
    const value = text(key);
    if (value !== undefined) scope[part] = value;
  }
  const where: Pick<Budget, (typeof places)[number]> = {};
  for (const place of places) {
    const value = text(place);
    if (value !== undefined) where[place] = value;
  }
  const thresholds = field(node, 'thresholds', path);
  const parts = isSeq(thresholds.node) ? thresholds.node.toJSON() : undefined;
  const arePossible = Array.isArray(parts) && parts.every((part) => typeof part === 'number' && part > 0);
  if (thresholds.node != null && !arePossible) return reader.warn(thresholds, 'a list of parts such as 0.8');
  return {
    name,
    limit: limit!,
    period: period as Budget['period'],
    scope,
    ...where,
    ...(arePossible && { thresholds: parts as number[] }),
    ...numberOf(field(node, 'anomaly', path), 'anomaly', 'a number from 0', reader),
    ...numberOf(field(node, 'replicas', path), 'replicas', 'a whole number from 1', reader),
  };
}

function numberOf(entry: Entry, key: 'anomaly' | 'replicas', expected: string, reader: PriceReader): Partial<Budget> {
  if (entry.node == null) return {};
  const value = Number(scalarText(entry));
  if (key === 'anomaly' ? value >= 0 : Number.isInteger(value) && value > 0) return { [key]: value };
  reader.warn(entry, expected);
  return {};
}
