import type { Destination, Signal } from './destination.ts';
import { signals } from './destination.ts';
import {
  codesAt,
  delivered,
  type ExitReport,
  type ExitWork,
  firstReason,
  rejectedAt,
  running,
  stateAt,
  textBytes,
  textLengthAt,
} from './exit-protocol.ts';
import type { Entry } from './queue.ts';

export interface ExitOptions {
  entries: readonly Entry[];
  destinations: Partial<Record<Signal, Destination>>;
  userAgent: string;
  timeoutMillis: number;
}

export interface ExitResult {
  /** For each entry undefined when it was delivered, otherwise the reason why not. */
  outcomes: (string | undefined)[];
  rejected: Record<Signal, number>;
  report: ExitReport;
  /** Set when no worker could be started. */
  workerError: Error | undefined;
}

/** The worker tells its result this much before the deadline, so that it is told at all. */
const marginMillis = 30;

/**
 * Delivers entries from a worker thread while this thread is blocked, because no promise and no socket works any more
 * once a process is ending. Takes no longer than the timeout, and never throws.
 */
export function deliverFromWorker(options: ExitOptions): ExitResult {
  const deadline = Date.now() + options.timeoutMillis;
  let work: ExitWork | undefined;
  let workerError: Error | undefined;
  try {
    work = packWork(options, deadline - marginMillis);
    const worker = startWorker(work);
    const left = deadline - Date.now();
    if (left > 0) Atomics.wait(work.control, stateAt, running, left);
    if (Atomics.load(work.control, stateAt) === running) worker.terminate().catch(() => {});
  } catch (error) {
    workerError = error instanceof Error ? error : new Error(String(error));
  }
  return readResult(work ?? packWork({ ...options, entries: [] }, 0), options.entries.length, workerError);
}

function packWork({ entries, destinations, userAgent }: ExitOptions, deadline: number): ExitWork {
  const size = entries.reduce((sum, entry) => sum + entry.body.byteLength, 0);
  const work: ExitWork = {
    control: new Int32Array(new SharedArrayBuffer(4 * (codesAt + entries.length))),
    text: new Uint8Array(new SharedArrayBuffer(textBytes)),
    bytes: new Uint8Array(new SharedArrayBuffer(size)),
    lengths: new Uint32Array(entries.length),
    items: new Uint32Array(entries.length),
    signals: new Uint8Array(entries.length),
    destinations,
    userAgent,
    deadline,
  };
  let at = 0;
  entries.forEach(({ body, items, signal }, index) => {
    work.bytes.set(body, at);
    at += body.byteLength;
    work.lengths[index] = body.byteLength;
    work.items[index] = items;
    work.signals[index] = signals.indexOf(signal);
  });
  return work;
}

/**
 * The worker's file lies beside this one: as TypeScript in the source, otherwise as one CommonJS file that needs nothing
 * but Node.js, also when this module is part of another package's bundle.
 */
function startWorker(workerData: ExitWork): import('node:worker_threads').Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const { join } = process.getBuiltinModule('node:path');
  const { existsSync } = process.getBuiltinModule('node:fs');
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'cjs';
  const file = join(import.meta.dirname, `exit-worker.${extension}`);
  // A worker without file would only be heard of once the time is over.
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  // The switch that turns certificate checks off is honoured by this thread's sockets, so by the worker's as well.
  const { NODE_TLS_REJECT_UNAUTHORIZED } = process.env;
  const worker = new Worker(file, {
    workerData,
    // Neither --require nor NODE_OPTIONS: the preload must not run again in there.
    argv: [],
    execArgv: [],
    env: NODE_TLS_REJECT_UNAUTHORIZED === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED },
    stdin: false,
    // Streams of its own, which nobody reads: it prints nothing.
    stdout: true,
    stderr: true,
  });
  worker.on('error', () => {});
  worker.unref();
  return worker;
}

function readResult(work: ExitWork, count: number, workerError: Error | undefined): ExitResult {
  const report = readReport(work);
  const outcomes: (string | undefined)[] = [];
  for (let index = 0; index < count; index++) {
    const code = index < work.lengths.length ? Atomics.load(work.control, codesAt + index) : running;
    const reason = workerError === undefined ? 'exit_timeout' : 'exit_worker';
    outcomes.push(code === delivered ? undefined : (report.reasons[code - firstReason] ?? reason));
  }
  const rejected = { traces: 0, metrics: 0, logs: 0 };
  signals.forEach((signal, index) => {
    rejected[signal] = Atomics.load(work.control, rejectedAt + index);
  });
  return { outcomes, rejected, report, workerError };
}

function readReport({ control, text }: ExitWork): ExitReport {
  const nothing: ExitReport = { reasons: [], partial: [], requests: {} };
  const length = Atomics.load(control, textLengthAt);
  if (length === 0) return nothing;
  try {
    return JSON.parse(Buffer.from(text.subarray(0, length)).toString()) as ExitReport;
  } catch {
    return nothing;
  }
}
