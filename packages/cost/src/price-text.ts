import type { Fraction } from './money.ts';

/**
 * A fraction as a decimal text: exact when it ends within 18 digits, which prices do, and cut there otherwise.
 */
export function formatFraction({ numerator, denominator }: Fraction): string {
  const sign = numerator < 0n ? '-' : '';
  const size = numerator < 0n ? -numerator : numerator;
  const whole = size / denominator;
  let rest = size % denominator;
  let digits = '';
  while (rest > 0n && digits.length < 18) {
    rest *= 10n;
    digits += (rest / denominator).toString();
    rest %= denominator;
  }
  digits = digits.replace(/0+$/, '');
  return `${sign}${whole}${digits === '' ? '' : `.${digits}`}`;
}
