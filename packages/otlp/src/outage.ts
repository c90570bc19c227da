import { countItems, cure, formatBytes } from './advice.ts';
import type { Signal } from './destination.ts';
import type { Lane } from './lane.ts';
import type { Failure } from './retry.ts';

interface Outage {
  since: number;
  /** Lanes that failed and have not delivered since. */
  failing: Set<Lane>;
  told: boolean;
  /** What each signal had lost when it began. */
  lostBefore: Map<Lane, number>;
}

export interface Outages {
  failed(lane: Lane, failure: Failure, attempt: number): void;
  idle(lane: Lane): void;
  delivered(lane: Lane): void;
  /** Whether an outage that was told still lasts, of any origin. */
  anyTold(): boolean;
}

/** Tells once that an origin stopped answering and once that it is back, however many signals and requests it serves. */
export function createOutages(
  lanes: () => Iterable<Lane>,
  queueBytes: number,
  report: (line: string) => void,
): Outages {
  const outages = new Map<string, Outage>();

  return {
    failed(lane, failure, attempt) {
      let outage = outages.get(lane.origin);
      if (outage === undefined) {
        const siblings = [...lanes()].filter((other) => other.origin === lane.origin);
        const lostBefore = new Map(siblings.map((other) => [other, lostItems(other)]));
        outage = { since: performance.now(), failing: new Set(), told: false, lostBefore };
        outages.set(lane.origin, outage);
      }
      outage.failing.add(lane);
      // The first failure gets a quick retry: only the second says that the destination is away.
      if (outage.told || attempt < 2) return;
      outage.told = true;
      report(
        `OTLP export to ${lane.origin} fails: ${failure.message}; telemetry waits in memory ` +
          `(up to ${formatBytes(queueBytes)}), retrying. ${cure(failure.errorType, failure.message, lane.destination, lane.signal)}`.trimEnd(),
      );
    },
    idle(lane) {
      outages.get(lane.origin)?.failing.delete(lane);
    },
    delivered(lane) {
      const outage = outages.get(lane.origin);
      if (outage === undefined) return;
      outage.failing.delete(lane);
      if (outage.failing.size > 0) return;
      outages.delete(lane.origin);
      if (!outage.told) return;
      const lost: Partial<Record<Signal, number>> = {};
      for (const [other, before] of outage.lostBefore) lost[other.signal] = lostItems(other) - before;
      const count = countItems(lost);
      const seconds = Math.max(1, Math.round((performance.now() - outage.since) / 1000));
      report(
        `OTLP export to ${lane.origin} works again after ${seconds} s; ` +
          (count === ''
            ? 'nothing was lost.'
            : `${count} ${count.startsWith('1 ') && !count.includes(' and ') ? 'was' : 'were'} dropped.`),
      );
    },
    anyTold: () => [...outages.values()].some((outage) => outage.told),
  };
}

function lostItems({ dropped }: Lane): number {
  return Object.values(dropped).reduce((sum, items) => sum + items, 0);
}
