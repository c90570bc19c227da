/** Several measurements of one thing: the middle one, and the quartiles below and above. */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

/** The spread of measurements, rounded to so many digits after the point. */
export function spread(numbers: readonly number[], digits: number): Spread {
  const at = (part: number): number => round(quantile(numbers, part), digits);
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) };
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export function round(number: number, digits: number): number {
  return Number(number.toFixed(digits));
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}
