/** Finished items waiting to be serialised together. */
export interface Batch<T> {
  add(item: T): void;
  size(): number;
  /** Writes everything that waits, at once and synchronously. */
  drain(): void;
}

export interface BatchOptions<T> {
  /** Items in one export request, `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`. */
  maxSize: number;
  /** Longest wait of an item in milliseconds, `OTEL_BSP_SCHEDULE_DELAY`. */
  delayMillis: number;
  /** A promise while the resource is still being detected; items wait for it, unless the process ends. */
  ready(): Promise<unknown> | undefined;
  /** Serialises and queues; must not throw. */
  write(items: T[]): void;
}

/**
 * Groups items by number and time, as the batching processors of the specification do. What it writes is bounded in
 * bytes by the queue behind it, so that nothing is dropped here.
 */
export function createBatch<T>(options: BatchOptions<T>): Batch<T> {
  let items: T[] = [];
  let timer: NodeJS.Timeout | undefined;

  function add(item: T): void {
    items.push(item);
    if (items.length >= options.maxSize) send();
    else timer ??= setTimeout(send, options.delayMillis).unref();
  }

  function send(): void {
    const ready = options.ready();
    if (ready === undefined) drain();
    else ready.then(drain, drain);
  }

  function drain(): void {
    clearTimeout(timer);
    timer = undefined;
    const all = items;
    items = [];
    for (let start = 0; start < all.length; start += options.maxSize) {
      options.write(all.slice(start, start + options.maxSize));
    }
  }

  return { add, size: () => items.length, drain };
}
