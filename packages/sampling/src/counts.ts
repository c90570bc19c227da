import type { Meter } from '@opentelemetry/api';

/**
 * When a decision was made: at the `start` or the `end` of the local root, when it had not ended within its time
 * (`expired`), when what is held took too much memory (`full`), or at the end of the process (`exit`).
 */
export type Reason = 'start' | 'end' | 'expired' | 'full' | 'exit';

export interface Count {
  readonly rule: string;
  readonly isKept: boolean;
  readonly reason: Reason;
  readonly traces: number;
}

/** How many traces each rule has kept and dropped. */
export interface Counts {
  add(rule: string, isKept: boolean, reason: Reason): void;
  list(): Count[];
}

export function createCounts(): Counts {
  const counts = new Map<string, { rule: string; isKept: boolean; reason: Reason; traces: number }>();
  return {
    add(rule, isKept, reason) {
      const key = `${isKept ? '+' : '-'}${reason}:${rule}`;
      const count = counts.get(key);
      if (count === undefined) counts.set(key, { rule, isKept, reason, traces: 1 });
      else count.traces++;
    },
    list: () => [...counts.values()],
  };
}

/**
 * Publishes the counts as `spanwise.sampling.decisions`, and what the keeper holds as `spanwise.sampling.held`.
 *
 * @param heldBytes bytes that the keeper holds
 */
export function observeCounts(counts: Counts, heldBytes: () => number, meter: Meter): void {
  const decisions = meter.createObservableCounter('spanwise.sampling.decisions', {
    unit: '{trace}',
    description: 'Decisions about traces in this process, by rule',
  });
  const held = meter.createObservableUpDownCounter('spanwise.sampling.held', {
    unit: 'By',
    description: 'Memory of spans that wait for the end of their trace',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const { rule, isKept, reason, traces } of counts.list()) {
        const decision = isKept ? 'kept' : 'dropped';
        result.observe(decisions, traces, {
          'sampling.rule': rule,
          'sampling.decision': decision,
          'sampling.reason': reason,
        });
      }
      result.observe(held, heldBytes());
    },
    [decisions, held],
  );
}
