/** What is to be written before the process ends. */
type Flush = () => void;

const FLUSHES: unique symbol = Symbol.for('spanwise.flush');

const flushes: Flush[] = [];
let isExiting = false;

/**
 * Has something flushed when the process ends: by the preload, which also hears of signals, and in any case in the `exit`
 * event. What is added later is flushed earlier, because it was made of what was there before.
 */
export function flushAtEnd(flush: Flush): void {
  if (flushes.length === 0) {
    process.on('exit', () => {
      isExiting = true;
      flushAll();
    });
    // Put there by the preload. Several copies of this file may add to it.
    (globalThis as { [FLUSHES]?: Set<Flush> })[FLUSHES]?.add(flushAll);
  }
  flushes.unshift(flush);
}

/** Whether the `exit` event has come: nothing is written later any more. */
export function isAtExit(): boolean {
  return isExiting;
}

/** Writes everything that waits, at once; never throws. */
function flushAll(): void {
  for (const flush of flushes) flush();
}
