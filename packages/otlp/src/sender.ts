import { countItems, cure, formatBytes } from './advice.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import type { Destination, Signal } from './destination.ts';
import { deliverFromWorker, type ExitResult } from './exit.ts';
import type { Lane, RequestCount } from './lane.ts';
import { createOutages } from './outage.ts';
import type { Entry } from './queue.ts';

export interface SenderOptions {
  /** A signal without destination is not sent; what is queued for it counts as dropped. */
  destinations: Partial<Record<Signal, Destination>>;
  /** One bound over all signals, for what waits and what is in flight. */
  queueBytes: number;
  /** How long `flushSync` may block. */
  exitTimeoutMillis: number;
  userAgent: string;
  /** Runs fn outside any trace and with instrumentation suppressed. */
  runSuppressed?: <T>(fn: () => T) => T;
  /** Takes one line for stderr, without newline. */
  report: (line: string) => void;
}

export interface SignalStats {
  /** Items delivered. */
  exported: number;
  /** Bytes of the bodies that were delivered, before compression. */
  exportedBytes: number;
  /** Items lost, by `error.type`: `queue_full`, `too_large`, `rejected`, `exit_timeout`, `503`, `ECONNREFUSED`… */
  dropped: Record<string, number>;
  queueItems: number;
  queueBytes: number;
  inFlightItems: number;
  inFlightBytes: number;
  /** Answered requests and the sum of their durations by `error.type`; '' for those that were delivered. */
  requests: Record<string, RequestCount>;
}

export interface SenderStats {
  /** The bound over all signals. */
  capacityBytes: number;
  /** Queued and in flight, over all signals. */
  bytes: number;
  signals: Record<Signal, SignalStats>;
}

export interface Sender {
  /**
   * Takes one serialised export request that holds `items` spans, log records or data points. Costs no more than putting
   * it into a list, never throws. The body is not copied and must not be changed afterwards.
   */
  enqueue(signal: Signal, body: Uint8Array, items: number): void;
  /**
   * Resolves with true when all that is queued or in flight now has been delivered; with false when some of it was
   * dropped, or the timeout is over. Holds the process open until then. Never rejects.
   */
  flush(timeoutMillis: number): Promise<boolean>;
  /**
   * Delivers all that is left while the thread is blocked, for 'exit' handlers and signals: true when all was delivered.
   * What is not within the timeout, `exitTimeoutMillis` unless said otherwise, is dropped, counted and told. Requests in flight are sent again, so that a
   * collector may get them twice: OTLP promises delivery at least once. Never throws.
   */
  flushSync(timeoutMillis?: number): boolean;
  stats(): SenderStats;
  /** Flushes and then stops sending for good; what is left can still go out by `flushSync`. Never rejects. */
  shutdown(timeoutMillis: number): Promise<void>;
}

/**
 * Starts the way out for serialised export requests: queue, requests, retries, and the flush at the end of the process.
 * Nothing is loaded and no socket opened before the first body is there; sockets and timers never hold the process open.
 * @throws TypeError when a destination's url is no http or https url.
 */
export function createSender(options: SenderOptions): Sender {
  const { destinations, exitTimeoutMillis, queueBytes, userAgent } = options;
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
  // Sockets outlive requests: they must not keep the async context of the request that happened to open them.
  const snapshot = AsyncLocalStorage.snapshot();
  const { runSuppressed = (fn) => fn() } = options;
  const outside = <T>(fn: () => T): T => snapshot(() => runSuppressed(fn));
  const told = new Set<string>();
  const withoutDestination: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  let stopped = false;

  function report(line: string): void {
    try {
      options.report(line);
    } catch {
      // A broken reporter must not reach the program.
    }
  }

  function tellOnce(key: string, line: string): void {
    if (told.has(key)) return;
    told.add(key);
    report(line.trimEnd());
  }

  function tellPartial({ origin, signal }: Lane, rejected: number, message: string): void {
    const what = rejected > 0 ? `rejected ${countItems({ [signal]: rejected })}` : 'took everything but warns';
    tellOnce(
      `partial ${signal} ${rejected > 0}`,
      `OTLP server ${origin} ${what}${message === '' ? '.' : `: ${message}`}`,
    );
  }

  const outages = createOutages(() => delivery.lanes.values(), queueBytes, report);
  const delivery: Delivery = createDelivery({
    destinations,
    queueBytes,
    userAgent,
    outside,
    events: {
      failed: outages.failed,
      delivered: outages.delivered,
      idle: outages.idle,
      partial: tellPartial,
      refused({ signal, origin, destination }, { errorType, message }) {
        tellOnce(
          `refused ${signal} ${errorType}`,
          `OTLP export of ${signal} to ${origin} is refused: ${message}; it is dropped. ${cure(errorType, message, destination, signal)}`,
        );
      },
      settled({ signal }, errorType) {
        if (errorType === 'queue_full') tellFull(signal);
      },
    },
  });

  /** During an outage the line that ends it counts what was dropped. */
  function tellFull(signal: Signal): void {
    if (outages.anyTold()) return;
    tellOnce(
      'queue_full',
      `OTLP queue is full (${formatBytes(queueBytes)}): the oldest telemetry is dropped, because ` +
        `${delivery.lanes.get(signal)?.origin} takes less than the program makes. See SPANWISE_QUEUE_BYTES.`,
    );
  }

  function enqueue(signal: Signal, body: Uint8Array, items: number): void {
    const lane = delivery.lanes.get(signal);
    if (lane === undefined || stopped) {
      if (lane === undefined) withoutDestination[signal] += items;
      else lane.dropped.shutdown = (lane.dropped.shutdown ?? 0) + items;
      return;
    }
    const outcome = delivery.enqueue(signal, body, items);
    if (outcome === 'queue_full') tellFull(signal);
    if (outcome === 'too_large') {
      tellOnce(
        'too_large',
        `OTLP export of ${signal}: a request of ${formatBytes(body.byteLength)} is larger than the whole queue ` +
          `(${formatBytes(queueBytes)}) and is dropped. See SPANWISE_QUEUE_BYTES.`,
      );
    }
  }

  function flushSync(timeoutMillis: number = exitTimeoutMillis): boolean {
    const entries = delivery.takeAll();
    if (entries.length === 0) return true;
    const result = outside(() => deliverFromWorker({ entries, destinations, userAgent, timeoutMillis }));
    const lost = accountExit(delivery, entries, result);
    for (const { signal, rejected, message } of result.report.partial) {
      tellPartial(delivery.lanes.get(signal)!, rejected, message);
    }
    const count = countItems(lost);
    if (count !== '') report(exitLine(delivery, result, count, timeoutMillis));
    return count === '';
  }

  function stats(): SenderStats {
    const of = (signal: Signal): SignalStats => {
      const lane = delivery.lanes.get(signal);
      const { queuedItems, queuedBytes, inFlightItems, inFlightBytes } = delivery.queue.usage(signal);
      const dropped = { ...lane?.dropped };
      if (withoutDestination[signal] > 0) dropped.no_destination = withoutDestination[signal];
      const requests: Record<string, RequestCount> = {};
      for (const [type, request] of Object.entries(lane?.requests ?? {})) requests[type] = { ...request };
      return {
        exported: lane?.exported ?? 0,
        exportedBytes: lane?.exportedBytes ?? 0,
        dropped,
        queueItems: queuedItems,
        queueBytes: queuedBytes,
        inFlightItems,
        inFlightBytes,
        requests,
      };
    };
    return {
      capacityBytes: queueBytes,
      bytes: delivery.queue.bytes(),
      signals: { traces: of('traces'), metrics: of('metrics'), logs: of('logs') },
    };
  }

  async function shutdown(timeoutMillis: number): Promise<void> {
    stopped = true;
    await delivery.flush(timeoutMillis);
    delivery.close();
  }

  return { enqueue, flush: delivery.flush, flushSync, stats, shutdown };
}

/** Enters the worker's results into the books; returns the items that were lost. */
function accountExit(
  delivery: Delivery,
  entries: readonly Entry[],
  result: ExitResult,
): Partial<Record<Signal, number>> {
  const lost: Partial<Record<Signal, number>> = {};
  entries.forEach((entry, index) => {
    const outcome = result.outcomes[index];
    delivery.settle([entry], outcome);
    if (outcome !== undefined) lost[entry.signal] = (lost[entry.signal] ?? 0) + entry.items;
  });
  for (const { signal, requests } of delivery.lanes.values()) {
    delivery.reject(signal, result.rejected[signal]);
    for (const [type, { count, seconds }] of Object.entries(result.report.requests[signal] ?? {})) {
      requests[type] ??= { count: 0, seconds: 0 };
      requests[type].count += count;
      requests[type].seconds += seconds;
    }
  }
  return lost;
}

function exitLine(delivery: Delivery, result: ExitResult, count: string, exitTimeoutMillis: number): string {
  const { workerError, report } = result;
  if (workerError !== undefined) {
    const denied = (workerError as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED';
    return `OTLP export at the end of the process needs a worker thread, which cannot start: ${workerError.message}; lost: ${count}.${denied ? ' See --allow-worker.' : ''}`;
  }
  const failure = report.failure ?? {
    signal: undefined,
    errorType: 'timeout',
    message: `no answer within ${exitTimeoutMillis} ms`,
  };
  const lane = failure.signal === undefined ? [...delivery.lanes.values()][0]! : delivery.lanes.get(failure.signal)!;
  const advice = /^(timeout|DEADLINE_EXCEEDED|UNAVAILABLE|429|50[234])$/.test(failure.errorType)
    ? 'See SPANWISE_EXIT_TIMEOUT.'
    : cure(failure.errorType, failure.message, lane.destination, lane.signal);
  return `OTLP export to ${lane.origin} fails: ${failure.message}; the process ended, lost: ${count}. ${advice}`.trimEnd();
}
