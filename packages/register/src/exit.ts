/** What the end of the process asks of an engine. */
export interface Pending {
  /** Delivers all that is finished; blocks; never throws. */
  flush(): void;
  /** True when spans or log records have come since the last flush. */
  hasNew(): boolean;
  /** True while a request waits for its answer. */
  isSending(): boolean;
  /** Holds the event loop open until the answers are there, no longer than the exit timeout. */
  settle(): Promise<void>;
  /** Delivers what an engine sends by itself, which takes turns of the event loop; at most half of the exit timeout. */
  finish?: () => Promise<void>;
}

/**
 * Flushes before the process ends, in each of the ways it can end, and changes none of them.
 *
 * - Empty loop, `process.exit`, uncaught exception, unhandled rejection: the `exit` event, where Node.js has already
 *   decided on the exit code. Nothing is listened to that would change the decision (`uncaughtException`,
 *   `unhandledRejection`).
 * - Empty loop while a request is in flight: its answer is waited for, because sending again from `exit` would make
 *   duplicates. The loop turns a little longer for that, so not when the program listens to `beforeExit` itself: it would
 *   be called twice.
 * - Signals: a listener removes the default action, so ours stays only as long as nobody else listens, flushes, removes
 *   itself and raises the signal again. When the program listens, it decides, and `exit` follows. Libraries that count
 *   listeners (signal-exit) see the count they expect.
 *
 * @param signals which signals end the program by default; empty in worker threads, which get none
 */
export function flushAtExit(pending: Pending, signals: readonly NodeJS.Signals[]): void {
  flushInExitEvent(pending);
  settleBeforeExit(pending);
  for (const signal of signals) guardSignal(signal, pending);
}

/**
 * The first listener flushes, because a listener of the program may call `process.exit`, which skips the ones behind it;
 * the last one flushes what the program's own listeners have recorded.
 */
function flushInExitEvent({ flush, hasNew }: Pending): void {
  function last(): void {
    if (hasNew()) flush();
  }

  process.on('exit', flush);
  process.on('exit', last);
  process.on('newListener', (event, listener) => {
    if (event !== 'exit' || listener === last) return;
    process.nextTick(() => {
      process.removeListener('exit', last);
      process.on('exit', last);
    });
  });
}

function settleBeforeExit({ isSending, settle }: Pending): void {
  function onBeforeExit(): void {
    if (!isSending() || process.listenerCount('beforeExit') > 1) return;
    process.removeListener('beforeExit', onBeforeExit);
    void settle();
  }
  process.on('beforeExit', onBeforeExit);
}

function guardSignal(signal: NodeJS.Signals, { flush, finish }: Pending): void {
  function onSignal(): void {
    if (process.listenerCount(signal) > 1) return;
    process.removeListener('newListener', onNewListener);
    process.removeListener('removeListener', onRemoveListener);
    process.removeListener(signal, onSignal);
    if (finish === undefined) end();
    else finish().then(end);
  }

  function end(): void {
    flush();
    process.kill(process.pid, signal);
  }

  // The other listener is not in the list yet, and Node.js stops watching the signal when the list runs empty: leave
  // only after it has come.
  function onNewListener(event: string | symbol, listener: unknown): void {
    if (event === signal && listener !== onSignal) process.nextTick(stepBack);
  }

  function stepBack(): void {
    if (process.listenerCount(signal) > 1) process.removeListener(signal, onSignal);
  }

  function onRemoveListener(event: string | symbol, listener: unknown): void {
    if (event === signal && listener !== onSignal && process.listenerCount(signal) === 0) process.on(signal, onSignal);
  }

  process.on(signal, onSignal);
  process.on('newListener', onNewListener);
  process.on('removeListener', onRemoveListener);
}
