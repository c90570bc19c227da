/** Lets so many lines of a key through each second, and counts the others. */
export interface Rate {
  /** Whether a line may be written. */
  allows(key: string): boolean;
  /** Tells what was left out so far. */
  flush(): void;
}

/** Keys come from messages, which may all differ; those beyond count as one. */
const MAX_KEYS = 1000;

/**
 * @param limit lines of one key a second
 * @param told gets each key with how many lines were left out, when the second is over
 */
export function createRate(limit: number, told: (key: string, leftOut: number) => void): Rate {
  let counts = new Map<string, { written: number; leftOut: number }>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const ended = counts;
    counts = new Map();
    for (const [key, { leftOut }] of ended) if (leftOut > 0) told(key, leftOut);
  }

  return {
    allows(given) {
      timer ??= setTimeout(flush, 1000).unref();
      const key = counts.has(given) || counts.size < MAX_KEYS ? given : '';
      let count = counts.get(key);
      if (count === undefined) {
        count = { written: 0, leftOut: 0 };
        counts.set(key, count);
      }
      if (count.written < limit) {
        count.written++;
        return true;
      }
      count.leftOut++;
      return false;
    },
    flush,
  };
}
