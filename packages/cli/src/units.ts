/** A duration in nanoseconds as people read it: `87 µs`, `1.25 ms`, `340 ms`, `2.5 s`, `3 min 20 s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${formatDuration(-nanoseconds)}`;
  const microseconds = Number(nanoseconds) / 1000;
  if (microseconds < 999.5) return `${shorten(microseconds)} µs`;
  if (microseconds < 999_500) return `${shorten(microseconds / 1000)} ms`;
  if (microseconds < 59_950_000) return `${shorten(microseconds / 1e6)} s`;
  const seconds = Math.round(microseconds / 1e6);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Three digits that count, without zeros at the end. */
function shorten(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The time of day of nanoseconds since 1970, in the local time zone, with milliseconds. */
export function formatTime(unixNano: bigint): string {
  const date = new Date(Number(unixNano / 1_000_000n));
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}.${pad(date.getMilliseconds(), 3)}`;
}

/** `1 span`, `2 spans`, `12,345 spans`. */
export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
}
