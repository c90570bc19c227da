/** Splits a whole number by weights into whole numbers that sum to it; without any weight all of it is the first one's. */
export function splitWhole(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let weight = 0;
  let given = 0;
  return weights.map((own) => {
    weight += own;
    const next = total === 0 ? amount : Math.round((amount * weight) / total);
    const part = next - given;
    given = next;
    return part;
  });
}
