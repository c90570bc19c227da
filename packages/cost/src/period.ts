/** How long a budget lasts: from midnight UTC, from Monday, from the first of the month. */
export type Period = 'day' | 'week' | 'month';

export const dayMillis = 86_400_000;

/** When the period began that a time is in; milliseconds since 1970. */
export function periodStart(period: Period, time: number): number {
  const day = Math.floor(time / dayMillis) * dayMillis;
  if (period === 'day') return day;
  const date = new Date(day);
  if (period === 'week') return day - ((date.getUTCDay() + 6) % 7) * dayMillis;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** When the period ends that began at `start`. */
export function periodEnd(period: Period, start: number): number {
  if (period === 'day') return start + dayMillis;
  if (period === 'week') return start + 7 * dayMillis;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
