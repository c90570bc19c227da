// One call of the CSPRNG for 170 spans of a new trace; a call for each id would cost more than the span.
const pool = new Int32Array(1024);
let next = pool.length;

/** A word of cryptographically secure random bits, signed. */
export function randomWord(): number {
  if (next === pool.length) {
    // Loaded with the first span: many programs that start never make one.
    process.getBuiltinModule('node:crypto').randomFillSync(pool);
    next = 0;
  }
  return pool[next++]!;
}
