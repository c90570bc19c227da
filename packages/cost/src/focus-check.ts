import type { FocusRow } from './focus.ts';
import { type FocusColumn, type FocusVersion, focusColumns, serviceCategories } from './focus-columns.ts';
import { add, type Fraction, fraction, multiply, parseDecimal } from './money.ts';

/** A rule of FOCUS that a row does not keep. */
export interface FocusProblem {
  /** The number of the row, from 0; undefined for what is about all of them. */
  row: number | undefined;
  column: string;
  problem: string;
}

type Rule = (row: FocusRow) => { column: string; problem: string } | undefined;

const second = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const decimal = /^-?\d+(\.\d+)?(E-?\d+)?$/;

/**
 * Checks rows by the rules that FOCUS has for the columns of its data set "Cost and Usage", of usage charges:
 * https://focus.finops.org/focus-specification/ . The validator of the FOCUS project knows more columns than we write.
 *
 * @returns the problems in the order of the rows; none when all is well
 */
export function checkFocusRows(rows: readonly FocusRow[], version: FocusVersion = '1.4'): FocusProblem[] {
  const columns = new Map(focusColumns(version).map((column) => [column.name, column]));
  const problems: FocusProblem[] = [];
  for (const [index, row] of rows.entries()) {
    for (const column of columns.values()) {
      const problem = valueProblem(column, row[column.name]);
      if (problem !== undefined) problems.push({ row: index, column: column.name, problem });
    }
    for (const name of Object.keys(row)) {
      if (columns.has(name) || /^x_[A-Z][A-Za-z0-9]*$/.test(name)) continue;
      problems.push({ row: index, column: name, problem: `is no column of FOCUS ${version}` });
    }
    for (const rule of rules) {
      const found = rule(row);
      if (found !== undefined && columns.has(found.column)) problems.push({ row: index, ...found });
    }
  }
  return [...problems, ...skuProblems(rows), ...allocationProblems(rows)];
}

function valueProblem({ type, nullable }: FocusColumn, value: string | undefined): string | undefined {
  if (value === undefined) return nullable ? undefined : 'must not be null';
  if (value === '') return 'must be null instead of empty';
  if (value !== value.trim()) return 'must not begin or end with blanks';
  switch (type) {
    case 'decimal':
      return decimal.test(value) ? undefined : `is no decimal number: ${value}`;
    case 'date':
      return second.test(value) ? undefined : `is no UTC time such as 2026-11-25T12:00:00Z: ${value}`;
    case 'json':
      return isJsonObject(value) ? undefined : `is no JSON object: ${value}`;
    case 'string':
      return undefined;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function when(column: string, problem: string, isBroken: (row: FocusRow) => boolean): Rule {
  return (row) => (isBroken(row) ? { column, problem } : undefined);
}

function oneOf(column: string, values: readonly string[]): Rule {
  return when(
    column,
    `must be one of ${values.join(', ')}`,
    (row) => row[column] !== undefined && !values.includes(row[column]),
  );
}

const isCorrection = (row: FocusRow): boolean => row.ChargeClass === 'Correction';
const isUsage = (row: FocusRow): boolean => row.ChargeCategory === 'Usage' && !isCorrection(row);

function requiredForUsage(column: string): Rule {
  return when(column, 'must not be null for usage', (row) => isUsage(row) && row[column] === undefined);
}

const rules: readonly Rule[] = [
  oneOf('ChargeCategory', ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment']),
  oneOf('ChargeClass', ['Correction']),
  oneOf('ChargeFrequency', ['One-Time', 'Recurring', 'Usage-Based']),
  oneOf('PricingCategory', ['Standard', 'Dynamic', 'Committed', 'Other']),
  oneOf('ServiceCategory', Object.keys(serviceCategories)),
  when(
    'ServiceSubcategory',
    'must belong to the ServiceCategory',
    (row) => !serviceCategories[row.ServiceCategory ?? '']?.includes(row.ServiceSubcategory ?? ''),
  ),
  when('BillingCurrency', 'must be a code of ISO 4217', (row) => !/^[A-Z]{3}$/.test(row.BillingCurrency ?? '')),
  ...['SkuId', 'SkuPriceId', 'PricingCategory', 'PricingQuantity', 'PricingUnit'].map(requiredForUsage),
  ...['ConsumedQuantity', 'ConsumedUnit', 'SkuMeter'].map(requiredForUsage),
  ...['ConsumedQuantity', 'PricingQuantity'].map((column) =>
    when(column, 'must not be negative', (row) => isUsage(row) && (row[column] ?? '').startsWith('-')),
  ),
  ...['ContractedUnitPrice', 'ListUnitPrice'].map((column) =>
    when(column, 'must not be negative', (row) => (row[column] ?? '').startsWith('-')),
  ),
  when(
    'SkuPriceDetails',
    'must be null without a SkuPriceId',
    (row) => !row.SkuPriceId && row.SkuPriceDetails !== undefined,
  ),
  when('SkuPriceDetails', 'keys that FOCUS does not define must begin with x_', (row) =>
    hasOtherKeys(row.SkuPriceDetails),
  ),
  when(
    'ConsumedUnit',
    'must be null without a ConsumedQuantity',
    (row) => !row.ConsumedQuantity && row.ConsumedUnit !== undefined,
  ),
  unit('ConsumedUnit'),
  unit('PricingUnit'),
  period('ChargePeriod'),
  period('BillingPeriod'),
  when(
    'ChargePeriodStart',
    'must be within the billing period',
    ({ ChargePeriodStart = '', BillingPeriodStart = '', BillingPeriodEnd = '' }) =>
      ChargePeriodStart < BillingPeriodStart || ChargePeriodStart >= BillingPeriodEnd,
  ),
  product('ContractedCost', 'ContractedUnitPrice'),
  product('ListCost', 'ListUnitPrice'),
  ...[
    ['ContractedCost', 'ContractedUnitPrice'],
    ['ListCost', 'ListUnitPrice'],
  ].map(([cost = '', price = '']) =>
    when(
      cost,
      `must be the BilledCost without a ${price}`,
      (row) => row[price] === undefined && row[cost] !== row.BilledCost,
    ),
  ),
  when('Tags', 'values must be texts, numbers, booleans or null', (row) => hasNested(row.Tags)),
];

function period(name: string): Rule {
  return when(
    `${name}End`,
    `must be after ${name}Start, which is inclusive`,
    (row) => (row[`${name}End`] ?? '') <= (row[`${name}Start`] ?? ''),
  );
}

/** `Tokens`, `1000000 Tokens`, `GB-Seconds`. */
function unit(column: string): Rule {
  return when(
    column,
    'must be a unit, with a whole number before it or without',
    (row) =>
      row[column] !== undefined && !/^([1-9]\d* )?[A-Za-z][A-Za-z0-9]*( [A-Za-z]+)*([-/][A-Za-z]+)*$/.test(row[column]),
  );
}

/** Each fact is rounded once to a billionth, so a row may be off by half of one for each of its facts. */
function product(cost: string, price: string): Rule {
  return when(cost, `must be ${price} times PricingQuantity`, (row) => {
    const parts = [row[price], row.PricingQuantity, row[cost]].map((text) => parseDecimal(text ?? ''));
    const [unitPrice, quantity, amount] = parts;
    if (unitPrice === undefined || quantity === undefined || amount === undefined) return false;
    const off = subtract(multiply(unitPrice, quantity), amount);
    const tolerated = fraction(`${Number(row.x_FactCount ?? 1) + 1}e-9`);
    return compare(off, tolerated) > 0 || compare(tolerated, negative(off)) < 0;
  });
}

function negative({ numerator, denominator }: Fraction): Fraction {
  return { numerator: -numerator, denominator };
}

function subtract(one: Fraction, other: Fraction): Fraction {
  return add(one, negative(other));
}

function compare(one: Fraction, other: Fraction): number {
  const { numerator } = subtract(one, other);
  return numerator > 0n ? 1 : numerator < 0n ? -1 : 0;
}

function hasOtherKeys(details: string | undefined): boolean {
  if (details === undefined || !isJsonObject(details)) return false;
  return Object.keys(JSON.parse(details)).some((key) => !/^x_[A-Z]\w*$/.test(key));
}

function hasNested(tags: string | undefined): boolean {
  if (tags === undefined || !isJsonObject(tags)) return false;
  return Object.values(JSON.parse(tags)).some((value) => typeof value === 'object' && value !== null);
}

/** A SkuPriceId belongs to one SkuId. */
function skuProblems(rows: readonly FocusRow[]): FocusProblem[] {
  const skuOf = new Map<string, string>();
  const problems: FocusProblem[] = [];
  for (const [row, { SkuPriceId, SkuId = '' }] of rows.entries()) {
    if (SkuPriceId === undefined) continue;
    const known = skuOf.get(SkuPriceId) ?? SkuId;
    skuOf.set(SkuPriceId, known);
    if (known !== SkuId) problems.push({ row, column: 'SkuPriceId', problem: `belongs to ${known} already` });
  }
  return problems;
}

/** The ratios of the rows into which one charge was split sum to 1. */
function allocationProblems(rows: readonly FocusRow[]): FocusProblem[] {
  const sums = new Map<string, Fraction>();
  for (const row of rows) {
    if (row.AllocatedMethodId === undefined) continue;
    const { Elements = [] } = JSON.parse(row.AllocatedMethodDetails ?? '{}');
    const key = [row.AllocatedMethodId, row.AllocatedResourceId, row.ChargePeriodStart, row.SkuMeter].join(' ');
    for (const { AllocatedRatio = 0 } of Elements) {
      sums.set(key, add(sums.get(key) ?? fraction(0), fraction(AllocatedRatio)));
    }
  }
  const problems: FocusProblem[] = [];
  for (const [key, sum] of sums) {
    const off = subtract(sum, fraction(1));
    // Ratios are doubles in JSON.
    if (compare(off, fraction('1e-9')) > 0 || compare(fraction('-1e-9'), off) > 0) {
      problems.push({
        row: undefined,
        column: 'AllocatedMethodDetails',
        problem: `the ratios of ${key} do not sum to 1`,
      });
    }
  }
  return problems;
}
