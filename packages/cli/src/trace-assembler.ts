import type { ReceivedBatch, ReceivedLog, ReceivedSpan } from './received.ts';

/** What arrived of one trace until it was finished. */
export interface AssembledTrace {
  traceId: string;
  /** In the order of their start; may be empty when only logs came. */
  spans: ReceivedSpan[];
  /** In the order of their time. */
  logs: ReceivedLog[];
  /** Whether a part of this trace was handed out before: these spans and logs came late. */
  addition: boolean;
  /** Names by id of the spans that were handed out before, so that late ones can be shown under them. Read it at once. */
  earlierSpans: ReadonlyMap<string, string>;
}

export interface TraceAssemblerOptions {
  /** Called with each trace when it is finished, and with what comes late for it. */
  onTrace: (trace: AssembledTrace) => void;
  /** Called with each log record that belongs to no trace, or to one that was not sampled. */
  onLog: (log: ReceivedLog) => void;
  /** How long nothing may have come for a trace whose parents are all there, in milliseconds. @default 400 */
  quietTime?: number;
  /** The same for a trace with a parent missing, which may still be running, in milliseconds. @default 5000 */
  incompleteTime?: number;
  /** Most spans and log records held at a time; beyond it the oldest trace is handed out as it is. @default 50_000 */
  maxItems?: number;
}

export interface TraceAssembler {
  /** Takes a batch as the receiver gives it. Metrics are passed over. */
  add(batch: ReceivedBatch): void;
  /** Hands out everything that is held, finished or not. */
  flush(): void;
}

interface PendingTrace {
  spans: Map<string, ReceivedSpan>;
  logs: ReceivedLog[];
  lastArrival: number;
}

const SWEEP_INTERVAL = 50;
const MAX_FINISHED_SPANS = 100_000;
const NO_SPANS: ReadonlyMap<string, string> = new Map();

function isComplete(trace: PendingTrace, earlier: ReadonlyMap<string, string>): boolean {
  if (trace.spans.size === 0) return earlier.size > 0;
  for (const { parentSpanId } of trace.spans.values()) {
    if (parentSpanId !== undefined && !trace.spans.has(parentSpanId) && !earlier.has(parentSpanId)) return false;
  }
  return true;
}

const byTime = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** The time of a log record; the time it was seen when its source gave none. */
export function logTime(log: ReceivedLog): bigint {
  return log.timeUnixNano || log.observedTimeUnixNano;
}

/**
 * Collects spans and logs into traces. OTLP never says that a trace has ended; spans come when they end, so a trace
 * counts as finished when every parent that its spans name has arrived and nothing has come for a quiet time.
 * A span that is delivered twice counts once. Memory is bounded; what is known of finished traces, too.
 */
export function createTraceAssembler(options: TraceAssemblerOptions): TraceAssembler {
  const { onTrace, onLog, quietTime = 400, incompleteTime = 5000, maxItems = 50_000 } = options;
  const pending = new Map<string, PendingTrace>();
  const finished = new Map<string, Map<string, string>>();
  let pendingItems = 0;
  let finishedSpans = 0;
  let timer: NodeJS.Timeout | undefined;

  function open(traceId: string): PendingTrace {
    let trace = pending.get(traceId);
    if (trace === undefined) {
      trace = { spans: new Map(), logs: [], lastArrival: 0 };
      pending.set(traceId, trace);
    }
    trace.lastArrival = performance.now();
    pendingItems++;
    return trace;
  }

  function addSpan(span: ReceivedSpan): void {
    const { traceId, spanId } = span;
    if (pending.get(traceId)?.spans.has(spanId) || finished.get(traceId)?.has(spanId)) return;
    open(traceId).spans.set(spanId, span);
  }

  function addLog(log: ReceivedLog): void {
    const { traceId } = log;
    const known = traceId !== undefined && (pending.has(traceId) || finished.has(traceId));
    // The flags of a log record are those of its span, so spans will come only for a sampled one.
    if (traceId === undefined || !(known || log.flags & 1)) onLog(log);
    else open(traceId).logs.push(log);
  }

  function remember(traceId: string, spans: Iterable<ReceivedSpan>): void {
    const names = finished.get(traceId) ?? new Map<string, string>();
    finished.delete(traceId);
    finished.set(traceId, names);
    for (const { spanId, name } of spans) {
      names.set(spanId, name);
      finishedSpans++;
    }
    for (const [oldest, { size }] of finished) {
      if (finishedSpans <= MAX_FINISHED_SPANS) break;
      finished.delete(oldest);
      finishedSpans -= size;
    }
  }

  function finish(traceId: string, trace: PendingTrace): void {
    pending.delete(traceId);
    pendingItems -= trace.spans.size + trace.logs.length;
    const earlierSpans = finished.get(traceId);
    if (trace.spans.size === 0 && earlierSpans === undefined) {
      for (const log of trace.logs) onLog(log);
      return;
    }
    const spans = [...trace.spans.values()].sort((a, b) => byTime(a.startTimeUnixNano, b.startTimeUnixNano));
    const logs = trace.logs.sort((a, b) => byTime(logTime(a), logTime(b)));
    onTrace({
      traceId,
      spans,
      logs,
      addition: earlierSpans !== undefined,
      earlierSpans: earlierSpans ?? NO_SPANS,
    });
    remember(traceId, spans);
  }

  function sweep(): void {
    const now = performance.now();
    for (const [traceId, trace] of pending) {
      const quiet = now - trace.lastArrival;
      if (quiet < quietTime) continue;
      if (quiet >= incompleteTime || isComplete(trace, finished.get(traceId) ?? NO_SPANS)) finish(traceId, trace);
    }
    for (const [traceId, trace] of pending) {
      if (pendingItems <= maxItems) break;
      finish(traceId, trace);
    }
    if (pending.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  return {
    add(batch) {
      if (batch.signal === 'traces') batch.spans.forEach(addSpan);
      if (batch.signal === 'logs') batch.logs.forEach(addLog);
      if (pendingItems > maxItems) sweep();
      if (pending.size > 0) timer ??= setInterval(sweep, Math.min(SWEEP_INTERVAL, quietTime)).unref();
    },
    flush() {
      for (const [traceId, trace] of pending) finish(traceId, trace);
      clearInterval(timer);
      timer = undefined;
    },
  };
}
