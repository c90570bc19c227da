import { workerData } from 'node:worker_threads';
import { createDelivery } from './delivery.ts';
import { type Signal, signals } from './destination.ts';
import {
  codesAt,
  delivered,
  type ExitReport,
  type ExitWork,
  finished,
  firstReason,
  rejectedAt,
  stateAt,
  textLengthAt,
} from './exit-protocol.ts';
import { lookupIfAnswered } from './lookup.ts';
import type { Failure } from './retry.ts';

const work = workerData as ExitWork;
const report: ExitReport = { reasons: [], partial: [], requests: {} };

const timeLeft = (): number => work.deadline - Date.now();

/** One retry where nobody listens; whatever else may change within the time left is tried until it is over. */
function exitDelay(attempt: number, { unreachable, afterMillis }: Failure): number | undefined {
  if (unreachable && attempt > 1) return undefined;
  const delay = Math.max(afterMillis ?? 0, unreachable ? 100 : Math.min(500, 50 * 2 ** (attempt - 1)));
  return delay < timeLeft() ? delay : undefined;
}

function reasonCode(errorType: string): number {
  // Here a request has no other limit than the end itself, which a gRPC server is told.
  const reason = errorType === 'timeout' || errorType === 'DEADLINE_EXCEEDED' ? 'exit_timeout' : errorType;
  const index = report.reasons.indexOf(reason);
  return firstReason + (index >= 0 ? index : report.reasons.push(reason) - 1);
}

async function deliver(): Promise<void> {
  const delivery = createDelivery({
    destinations: work.destinations,
    queueBytes: Number.POSITIVE_INFINITY,
    userAgent: work.userAgent,
    outside: (fn) => fn(),
    retryDelay: exitDelay,
    timeLeft,
    lookup: lookupIfAnswered,
    events: {
      failed: ({ signal }, { errorType, message }) => {
        report.failure = { signal, errorType, message };
      },
      refused: ({ signal }, { errorType, message }) => {
        report.failure = { signal, errorType, message };
      },
      partial: ({ signal }, rejected, message) => {
        Atomics.add(work.control, rejectedAt + signals.indexOf(signal), rejected);
        report.partial.push({ signal, rejected, message });
      },
      settled: ({ seq }, errorType) => {
        Atomics.store(work.control, codesAt + seq, errorType === undefined ? delivered : reasonCode(errorType));
      },
      delivered: () => {},
      idle: () => {},
    },
  });
  let at = 0;
  work.lengths.forEach((length, index) => {
    const signal = signals[work.signals[index]!] as Signal;
    delivery.enqueue(signal, work.bytes.subarray(at, at + length), work.items[index]!);
    at += length;
  });
  await delivery.flush(timeLeft());
  for (const [signal, { requests }] of delivery.lanes) report.requests[signal] = requests;
  delivery.close();
}

function tell(): void {
  const text = Buffer.from(JSON.stringify(report));
  if (text.length <= work.text.length) {
    work.text.set(text);
    Atomics.store(work.control, textLengthAt, text.length);
  }
  Atomics.store(work.control, stateAt, finished);
  Atomics.notify(work.control, stateAt);
  // Ends this thread alone, with whatever still waits in it.
  process.exit();
}

deliver().then(tell, tell);
