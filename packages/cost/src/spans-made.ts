import type { Owner } from '@spanwise/semconv';
import { type Account, routeOf } from './account.ts';
import type { OwnerSource } from './fact.ts';

/** Sampled spans of one owner, route and instrumentation. */
export interface SpansOf {
  owner: Owner | undefined;
  source: OwnerSource;
  route: string | undefined;
  /** The name of the scope. */
  instrumentation: string;
  spans: number;
}

/** Counts spans by what made them, to divide by it what sending them costs. */
export interface SpansMade {
  /** Counts a span of a request, or of none. */
  add(account: Account | undefined, instrumentation: string): void;
  /** The request is through: who pays for it, and its route, are known. */
  finish(account: Account): void;
  /** What requests that are through, and none, have made since the last call. */
  take(): SpansOf[];
  /** Counts no more: sending has no price. */
  stop(): void;
}

export function createSpansMade(): SpansMade {
  let groups = new Map<string, SpansOf>();
  let isStopped = false;

  function count(account: Account | undefined, instrumentation: string, spans: number): void {
    const { owner, source = 'unattributed' } = account ?? {};
    const route = account && routeOf(account);
    const key = [owner?.tenant, owner?.team, owner?.costCenter, instrumentation, route].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { owner, source, route, instrumentation, spans });
    else group.spans += spans;
  }

  return {
    add(account, instrumentation) {
      if (isStopped) return;
      // Of streams there are spans behind the end of the request's own.
      if (account === undefined || account.made === 'counted') count(account, instrumentation, 1);
      else {
        account.made ??= new Map();
        account.made.set(instrumentation, (account.made.get(instrumentation) ?? 0) + 1);
      }
    },
    finish(account) {
      if (account.made instanceof Map) {
        for (const [instrumentation, spans] of account.made) count(account, instrumentation, spans);
      }
      account.made = 'counted';
    },
    take() {
      const taken = [...groups.values()];
      groups = new Map();
      return taken;
    },
    stop() {
      isStopped = true;
      groups = new Map();
    },
  };
}
