import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is right, four times a second.
 *
 * @throws the last error of `check` when the time is over
 */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMillis = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMillis;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
