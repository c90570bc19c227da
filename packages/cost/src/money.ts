/**
 * Money is whole nano-dollars in a bigint, so sums are exact in any order; what is multiplied and divided on the way there
 * is a fraction, so an amount is rounded once.
 */
export type Nanos = bigint;

/** An exact number: `numerator / denominator`. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const decimal = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$|^([+-]?)\.(\d+)$/i;

/**
 * Reads a decimal number exactly as it is written. A JavaScript number is taken as the shortest text that stands for it,
 * which is what a price list had before JSON was parsed.
 *
 * @returns undefined for what is no finite decimal number
 */
export function parseDecimal(value: string | number): Fraction | undefined {
  const match = decimal.exec(String(value).trim());
  if (match === null) return undefined;
  const [, sign = match[5] ?? '', whole = '0', part = match[6] ?? '', exponent = '0'] = match;
  const scale = part.length - Number(exponent);
  const digits = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
  return scale >= 0
    ? { numerator: digits, denominator: 10n ** BigInt(scale) }
    : { numerator: digits * 10n ** BigInt(-scale), denominator: 1n };
}

/**
 * `parseDecimal` for what is known to be a number.
 *
 * @throws TypeError for what is no finite decimal number
 */
export function fraction(value: string | number | bigint): Fraction {
  if (typeof value === 'bigint') return { numerator: value, denominator: 1n };
  const parsed = parseDecimal(value);
  if (parsed === undefined) throw new TypeError(`expected a decimal number, got ${JSON.stringify(value)}`);
  return parsed;
}

export function multiply(...factors: readonly Fraction[]): Fraction {
  let numerator = 1n;
  let denominator = 1n;
  for (const factor of factors) {
    numerator *= factor.numerator;
    denominator *= factor.denominator;
  }
  return { numerator, denominator };
}

export function divide(one: Fraction, by: Fraction): Fraction {
  const sign = by.numerator < 0n ? -1n : 1n;
  return { numerator: one.numerator * by.denominator * sign, denominator: one.denominator * by.numerator * sign };
}

export function add(one: Fraction, other: Fraction): Fraction {
  return {
    numerator: one.numerator * other.denominator + other.numerator * one.denominator,
    denominator: one.denominator * other.denominator,
  };
}

/** The nearest whole number of billionths; halves away from zero, as invoices round. */
export function toNanos({ numerator, denominator }: Fraction): Nanos {
  const scaled = numerator * 1_000_000_000n * 2n;
  const sign = scaled < 0n ? -1n : 1n;
  return sign * ((sign * scaled + denominator) / (denominator * 2n));
}

/**
 * Rounds amounts that belong together so that they sum to their rounded sum: each is the difference of two rounded
 * running sums, and so at most one billionth from its own value.
 */
export function toNanosTogether(amounts: readonly Fraction[]): Nanos[] {
  let sum: Fraction = { numerator: 0n, denominator: 1n };
  let rounded = 0n;
  return amounts.map((amount) => {
    sum = add(sum, amount);
    const next = toNanos(sum);
    const own = next - rounded;
    rounded = next;
    return own;
  });
}

/** Billionths as a decimal text without an exponent and without zeros at its end: `0.0082635`. */
export function formatNanos(nanos: Nanos): string {
  const sign = nanos < 0n ? '-' : '';
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, '0');
  const part = digits.slice(-9).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -9)}${part === '' ? '' : `.${part}`}`;
}

/** Billionths as a double, for telemetry, which has no decimals. */
export function toNumber(nanos: Nanos): number {
  return Number(formatNanos(nanos));
}

/**
 * Splits an amount by weights so that the parts sum to it exactly; each part is at most one billionth from its share.
 *
 * @param weights not negative; when all are 0 the last one gets everything
 */
export function splitNanos(amount: Nanos, weights: readonly bigint[]): Nanos[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map((_, index) => (index === weights.length - 1 ? amount : 0n));
  const shares = weights.map((weight) => ({ numerator: amount * weight, denominator: total * 1_000_000_000n }));
  return toNanosTogether(shares);
}
