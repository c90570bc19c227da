export interface Relief {
  /** 1 while the event loop keeps its time; down to 0.1 while it is late. */
  current(): number;
  stop(): void;
}

const TICK_MILLIS = 500;
/** Lateness of a tick that asks for less. */
const LATE_MILLIS = 100;
const LEAST = 0.1;

/** Watches how late the event loop is: halves at every late tick, and recovers within seconds. Holds no process open. */
export function watchEventLoop(): Relief {
  let relief = 1;
  let due = performance.now() + TICK_MILLIS;
  const timer = setInterval(() => {
    const now = performance.now();
    relief = nextRelief(relief, now - due);
    due = now + TICK_MILLIS;
  }, TICK_MILLIS).unref();
  return { current: () => relief, stop: () => clearInterval(timer) };
}

/** The relief after a tick that came `lateMillis` after its time. */
export function nextRelief(relief: number, lateMillis: number): number {
  return lateMillis > LATE_MILLIS ? Math.max(LEAST, relief / 2) : Math.min(1, relief * 1.5);
}
