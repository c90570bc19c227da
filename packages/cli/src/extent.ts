import { type AssembledTrace, logTime } from './trace-assembler.ts';

/** From the first start to the last end of a trace's spans; of its logs when it has no spans. In nanoseconds. */
export function traceExtent(trace: Pick<AssembledTrace, 'spans' | 'logs'>): { start: bigint; end: bigint } {
  const { spans, logs } = trace;
  const starts = spans.length > 0 ? spans.map((span) => span.startTimeUnixNano) : logs.map(logTime);
  const ends = spans.length > 0 ? spans.map((span) => span.endTimeUnixNano) : starts;
  let start = starts[0] ?? 0n;
  for (const time of starts) if (time < start) start = time;
  let end = start;
  for (const time of ends) if (time > end) end = time;
  return { start, end };
}
