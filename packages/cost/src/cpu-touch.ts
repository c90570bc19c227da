import type { Account } from './account.ts';
import type { FoundOwner } from './owner.ts';

/** CPU time by owner within a window. */
export interface CpuWindow {
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  /** What the process used, in microseconds: the sum of the shares and of what nobody is charged for. */
  cpuMicros: number;
  shares: { found: FoundOwner; micros: number }[];
  /** Garbage collection, compilers, threads of libuv, and what ran outside of requests. */
  unattributedMicros: number;
}

export interface CpuTouchOptions {
  /** Who pays, asked when a window is over: an owner may be known later than the first touch. */
  ownerOf: (account: Account) => FoundOwner;
  /** Milliseconds in which the event loop was not idle; grows. */
  active?: () => number;
  /** Microseconds of CPU that the process used; grows. */
  cpu?: () => number;
  now?: () => number;
}

export interface CpuTouch {
  /** The request ran until now: it starts something that it will wait for, or is through. */
  leave(account: Account | undefined): void;
  /** The request runs from now on: it begins, or what it waited for is there. */
  enter(account: Account | undefined): void;
  /** Ends the window and begins the next one. */
  close(): CpuWindow;
}

/**
 * Charges CPU time to requests at the points where instrumentations touch them. Between two touches one request is taken
 * to run; idle time of the event loop does not count. The sums are those of the process: what the touches account for is
 * scaled down to it when it is more, and what is missing is nobody's. Under mixed load shares are right within some ten
 * percentage points: what a program awaits without an instrumentation is charged to its neighbour.
 */
export function createCpuTouch(options: CpuTouchOptions): CpuTouch {
  const { ownerOf, active = eventLoopActive, cpu = processCpu, now = Date.now } = options;
  let charged = new Map<Account, number>();
  let running: Account | undefined;
  let since = active();
  let start = now();
  let cpuBefore = cpu();

  function charge(account: Account | undefined): void {
    const time = active();
    if (account !== undefined && time > since) charged.set(account, (charged.get(account) ?? 0) + time - since);
    since = time;
  }

  return {
    leave(account) {
      charge(account ?? running);
      running = account;
    },
    enter(account) {
      charge(running);
      running = account;
    },
    close() {
      charge(running);
      const end = now();
      const cpuAfter = cpu();
      const cpuMicros = Math.max(0, cpuAfter - cpuBefore);
      const shares = sharesOf(charged, ownerOf, cpuMicros);
      const window: CpuWindow = {
        start,
        end,
        cpuMicros,
        shares,
        unattributedMicros: cpuMicros - shares.reduce((sum, { micros }) => sum + micros, 0),
      };
      charged = new Map();
      start = end;
      cpuBefore = cpuAfter;
      return window;
    },
  };
}

function sharesOf(
  charged: ReadonlyMap<Account, number>,
  ownerOf: (account: Account) => FoundOwner,
  cpuMicros: number,
): CpuWindow['shares'] {
  const byOwner = new Map<string, { found: FoundOwner; millis: number }>();
  let sum = 0;
  for (const [account, millis] of charged) {
    const found = ownerOf(account);
    const { tenant, team, costCenter } = found.owner;
    const key = JSON.stringify([tenant, team, costCenter]);
    const known = byOwner.get(key) ?? { found, millis: 0 };
    known.millis += millis;
    byOwner.set(key, known);
    sum += millis;
  }
  // The loop is busy, too, while another process has the processor.
  const scale = sum * 1000 > cpuMicros ? cpuMicros / sum : 1000;
  let left = cpuMicros;
  return [...byOwner.values()].map(({ found, millis }) => {
    const micros = Math.min(left, Math.round(millis * scale));
    left -= micros;
    return { found, micros };
  });
}

function eventLoopActive(): number {
  return performance.eventLoopUtilization().active;
}

function processCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
