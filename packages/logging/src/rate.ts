/** Lets so many lines of a key through each second, and counts the others. */
export interface Rate<T> {
  /** Whether a line may be written; `line` stands for those that may not. */
  allows(key: string, line: T): boolean;
  /** Tells what was left out so far. */
  flush(): void;
}

/** Keys come from messages, which may all differ; those beyond count as one. */
const MAX_KEYS = 1000;

interface Count<T> {
  written: number;
  leftOut: number;
  /** The first that was left out. */
  line: T | undefined;
}

/**
 * @param limit lines of one key a second
 * @param told gets a line of each key with how many like it were left out, when the second is over
 */
export function createRate<T>(limit: number, told: (line: T, leftOut: number) => void): Rate<T> {
  let counts = new Map<string, Count<T>>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const ended = counts;
    counts = new Map();
    for (const { line, leftOut } of ended.values()) if (leftOut > 0) told(line!, leftOut);
  }

  return {
    allows(given, line) {
      timer ??= setTimeout(flush, 1000).unref();
      const key = counts.has(given) || counts.size < MAX_KEYS ? given : '';
      let count = counts.get(key);
      if (count === undefined) {
        count = { written: 0, leftOut: 0, line: undefined };
        counts.set(key, count);
      }
      if (count.written < limit) {
        count.written++;
        return true;
      }
      count.leftOut++;
      count.line ??= line;
      return false;
    },
    flush,
  };
}
