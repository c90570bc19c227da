import { type Destination, type Signal, signals } from './destination.ts';
import { type Batch, concurrency, connect, createLane, joinBodies, type Lane } from './lane.ts';
import { createQueue, type Entry, type Queue } from './queue.ts';
import { type Answer, backoffMillis, type Failure, refusal } from './retry.ts';
import { onlyConnectingHolds, type TransportOptions } from './transport.ts';

/** Where the news of a delivery go. */
interface DeliveryEvents {
  /** A request failed and will be tried again; `attempt` counts the failures in a row. */
  failed(lane: Lane, failure: Failure, attempt: number): void;
  delivered(lane: Lane): void;
  /** There is nothing left to try a failing destination with. */
  idle(lane: Lane): void;
  refused(lane: Lane, answer: Answer & { outcome: 'refused' }): void;
  partial(lane: Lane, rejected: number, message: string): void;
  /** A body left the queue for good, delivered or with the reason why not. */
  settled(entry: Entry, errorType: string | undefined): void;
}

export interface DeliveryOptions {
  destinations: Partial<Record<Signal, Destination>>;
  queueBytes: number;
  userAgent: string;
  /** Runs fn outside of the caller's async context. */
  outside: (fn: () => void) => void;
  events: DeliveryEvents;
  /** Wait before the next attempt, or undefined to give the destination up with all that waits for it. */
  retryDelay?: (attempt: number, failure: Failure) => number | undefined;
  /** Most milliseconds for a request, asked when one starts. */
  timeLeft?: () => number;
  lookup?: TransportOptions['lookup'];
}

export interface Delivery {
  readonly queue: Queue;
  readonly lanes: ReadonlyMap<Signal, Lane>;
  enqueue(signal: Signal, body: Uint8Array, items: number): 'taken' | 'too_large' | 'queue_full' | 'no_destination';
  flush(timeoutMillis: number): Promise<boolean>;
  /** Takes out everything, in flight included: the caller settles each entry. */
  takeAll(): Entry[];
  settle(entries: readonly Entry[], errorType: string | undefined): void;
  /** Takes items that a server rejected inside an accepted request from the exported to the dropped ones. */
  reject(signal: Signal, items: number): void;
  /** Stops sending; what waits stays for `takeAll`. */
  close(): void;
}

/** How long a program that is through may be held by a connection that is being made. */
const watchMillis = 100;
/** Requests do not shrink below this, however often a server says that they are too large. */
const minCoalesceBytes = 64 * 1024;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { events, outside, retryDelay = defaultRetryDelay, timeLeft = () => Number.POSITIVE_INFINITY } = options;
  const lanes = new Map<Signal, Lane>();
  for (const signal of signals) {
    const destination = options.destinations[signal];
    if (destination !== undefined) lanes.set(signal, createLane(signal, destination));
  }
  const queue = createQueue(options.queueBytes, (entry) => finish(entry, 'queue_full'));
  const waiters = new Set<Waiter>();
  let pending = 0;
  let wake: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  let patience = watchMillis;
  let closed = false;

  function enqueue(signal: Signal, body: Uint8Array, items: number): ReturnType<Delivery['enqueue']> {
    const lane = lanes.get(signal);
    if (lane === undefined) return 'no_destination';
    pending++;
    if (!queue.push(signal, body, items)) {
      pending--;
      const reason = body.byteLength > queue.capacityBytes ? 'too_large' : 'queue_full';
      lane.dropped[reason] = (lane.dropped[reason] ?? 0) + items;
      return reason;
    }
    if (wake === undefined && !closed && isReady(lane)) outside(schedule);
    return 'taken';
  }

  /** A turn later, so that the caller pays nothing and what comes at once travels together. */
  function schedule(): void {
    wake = setTimeout(() => {
      wake = undefined;
      for (const lane of lanes.values()) pump(lane);
    }, 1).unref();
  }

  function isReady(lane: Lane): boolean {
    return lane.timer === undefined && lane.batches.size < (lane.attempt === 0 ? concurrency : 1);
  }

  function pump(lane: Lane): void {
    while (!closed && isReady(lane)) {
      if (queue.isEmpty(lane.signal)) {
        if (lane.attempt > 0 && lane.batches.size === 0) events.idle(lane);
        return;
      }
      if (lane.givenUp !== undefined) settle(queue.take(lane.signal, Number.POSITIVE_INFINITY), lane.givenUp);
      else send(lane, nextEntries(lane));
    }
  }

  /** While a destination fails, one body asks for all, every other time the second one: no body can block the rest. */
  function nextEntries(lane: Lane): Entry[] {
    if (lane.attempt > 0) return queue.take(lane.signal, 0, lane.attempt % 2 === 1);
    return queue.take(lane.signal, lane.destination.protocol === 'http/json' ? 0 : lane.coalesceBytes);
  }

  function send(lane: Lane, entries: Entry[]): void {
    const batch: Batch = { entries, epoch: lane.epoch, started: performance.now(), abort: () => {} };
    lane.batches.add(batch);
    const timeout = Math.max(1, Math.min(lane.destination.timeoutMillis, timeLeft()));
    watch ??= setInterval(yieldToEnd, watchMillis).unref();
    batch.abort = request(lane, entries, timeout, (answer) => {
      if (!lane.batches.delete(batch)) return;
      const type = answer.outcome === 'delivered' ? '' : answer.errorType;
      lane.requests[type] ??= { count: 0, seconds: 0 };
      lane.requests[type].count++;
      lane.requests[type].seconds += (performance.now() - batch.started) / 1000;
      receive(lane, batch, answer);
      pump(lane);
    });
  }

  /** Never throws: this runs on the program's own loop. */
  function request(lane: Lane, entries: Entry[], timeout: number, done: (answer: Answer) => void): () => void {
    try {
      lane.transport ??= connect(lane, options);
      return lane.transport.send(joinBodies(entries), timeout, done);
    } catch (error) {
      queueMicrotask(() => done(refusal(error)));
      return () => {};
    }
  }

  /** A program that is through must not wait for a server that does not even accept: `takeAll` gets what was to go. */
  function yieldToEnd(): void {
    const sending = [...lanes.values()].filter((lane) => lane.batches.size > 0);
    if (sending.length === 0) {
      clearInterval(watch);
      watch = undefined;
      patience = watchMillis;
      return;
    }
    const started = Math.min(...sending.flatMap((lane) => [...lane.batches].map((batch) => batch.started)));
    if (performance.now() - started < patience || !onlyConnectingHolds()) return;
    // In case that it was not the end, the next attempt gets more time.
    patience *= 2;
    for (const lane of sending) {
      abort(lane);
      clearTimeout(lane.timer);
      lane.timer = setTimeout(() => resume(lane), backoffMillis(2)).unref();
    }
  }

  function abort(lane: Lane): void {
    for (const batch of lane.batches) {
      batch.abort();
      queue.putBack(batch.entries);
    }
    lane.batches.clear();
  }

  function receive(lane: Lane, batch: Batch, answer: Answer): void {
    if (answer.outcome === 'retry') {
      queue.putBack(batch.entries);
      if (batch.epoch === lane.epoch) stumble(lane, answer);
      return;
    }
    if (batch.epoch === lane.epoch || !lane.obeying) rise(lane);
    if (answer.outcome === 'refused') {
      if (answer.tooLarge && batch.entries.length > 1) {
        split(lane, batch);
        return;
      }
      settle(batch.entries, answer.errorType);
      events.refused(lane, answer);
      return;
    }
    const items = batch.entries.reduce((sum, entry) => sum + entry.items, 0);
    const rejected = Math.min(items, answer.partial?.rejected ?? 0);
    settle(batch.entries, undefined);
    reject(lane.signal, rejected);
    if (answer.partial !== undefined) events.partial(lane, rejected, answer.partial.message);
    events.delivered(lane);
  }

  function stumble(lane: Lane, failure: Failure): void {
    lane.epoch++;
    lane.attempt++;
    const delay = retryDelay(lane.attempt, failure);
    if (delay === undefined) {
      lane.givenUp = failure.errorType;
    } else {
      lane.obeying = failure.afterMillis !== undefined;
      lane.timer = setTimeout(() => resume(lane), delay).unref();
    }
    events.failed(lane, failure, lane.attempt);
  }

  function resume(lane: Lane): void {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    lane.obeying = false;
    pump(lane);
  }

  function rise(lane: Lane): void {
    if (lane.attempt === 0) return;
    lane.attempt = 0;
    lane.epoch++;
    clearTimeout(lane.timer);
    lane.timer = undefined;
    lane.obeying = false;
  }

  /** Concatenated bodies were too much for the server: each goes again alone, and the next requests are smaller. */
  function split(lane: Lane, { entries }: Batch): void {
    const bytes = entries.reduce((sum, entry) => sum + entry.body.byteLength, 0);
    lane.coalesceBytes = Math.min(lane.coalesceBytes, Math.max(minCoalesceBytes, bytes >> 1));
    for (const entry of entries) entry.alone = true;
    queue.putBack(entries);
  }

  function settle(entries: readonly Entry[], errorType: string | undefined): void {
    queue.release(entries);
    for (const entry of entries) finish(entry, errorType);
  }

  function finish(entry: Entry, errorType: string | undefined): void {
    const lane = lanes.get(entry.signal)!;
    if (errorType === undefined) {
      lane.exported += entry.items;
      lane.exportedBytes += entry.body.byteLength;
    } else lane.dropped[errorType] = (lane.dropped[errorType] ?? 0) + entry.items;
    pending--;
    for (const waiter of waiters) {
      if (entry.seq >= waiter.before) continue;
      if (errorType !== undefined) waiter.lost = true;
      if (--waiter.left === 0) waiter.done();
    }
    events.settled(entry, errorType);
  }

  function reject(signal: Signal, items: number): void {
    const lane = lanes.get(signal);
    if (lane === undefined || items === 0) return;
    lane.dropped.rejected = (lane.dropped.rejected ?? 0) + items;
    lane.exported -= items;
  }

  function flush(timeoutMillis: number): Promise<boolean> {
    if (pending === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(waiter.left === 0 && !waiter.lost);
      };
      const waiter: Waiter = { before: queue.nextSeq(), left: pending, lost: false, done };
      // Somebody waits for the promise: this timer alone may hold the process open.
      const timer = setTimeout(done, Math.min(Math.max(0, timeoutMillis), 2 ** 31 - 1));
      waiters.add(waiter);
      outside(() => {
        for (const lane of lanes.values()) {
          if (lane.obeying) continue;
          resume(lane);
        }
      });
    });
  }

  function takeAll(): Entry[] {
    const all: Entry[] = [];
    for (const lane of lanes.values()) {
      abort(lane);
      while (!queue.isEmpty(lane.signal)) {
        for (const entry of queue.take(lane.signal, Number.POSITIVE_INFINITY)) all.push(entry);
      }
    }
    return all;
  }

  function close(): void {
    closed = true;
    clearTimeout(wake);
    clearInterval(watch);
    for (const lane of lanes.values()) {
      clearTimeout(lane.timer);
      abort(lane);
      lane.transport?.close();
    }
  }

  return { queue, lanes, enqueue, flush, takeAll, settle, reject, close };
}

interface Waiter {
  /** It waits for entries older than this sequence number. */
  before: number;
  left: number;
  lost: boolean;
  done: () => void;
}

function defaultRetryDelay(attempt: number, { afterMillis = 0 }: Failure): number {
  return Math.max(afterMillis, backoffMillis(attempt));
}
