export interface Gate {
  /** Takes a request in; `answer` runs when the gate opens. */
  enter(answer: () => void): void;
  /** The most requests that waited at once. */
  most(): number;
}

/**
 * Holds requests back until so many wait at once, and a little longer to see whether one more comes; the last ones, which
 * are fewer, go after a moment. So concurrency is seen however slow the machine is.
 */
export function openGate(size: number): Gate {
  const waiting: (() => void)[] = [];
  let most = 0;
  let timer: NodeJS.Timeout | undefined;
  function open(): void {
    timer = undefined;
    for (const answer of waiting.splice(0)) answer();
  }
  return {
    enter(answer) {
      waiting.push(answer);
      most = Math.max(most, waiting.length);
      clearTimeout(timer);
      timer = setTimeout(open, waiting.length >= size ? 30 : 1000);
    },
    most: () => most,
  };
}
