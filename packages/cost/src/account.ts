import { type Attributes, type Context, context as contextApi, createContextKey } from '@opentelemetry/api';
import { getOwnerSlot, type Owner, type OwnerSlot, setOwnerSlot } from '@spanwise/semconv';
import type { OwnerSource } from './fact.ts';
import { type FoundOwner, nobody } from './owner.ts';

/** What is spent within one request of this process, and for whom. */
export interface Account extends OwnerSlot {
  source: OwnerSource;
  /** An owner that a peer named and that is not believed yet: the peer's address is known when the span starts. */
  claimed: Owner | undefined;
  /** What was spent so far, in nano-dollars. */
  spent: bigint;
  /** The first span of the request, when it has begun. */
  root: { readonly attributes: Attributes } | undefined;
  /** What the instrumentations of servers and frameworks share of the request, the route among it. */
  rpc: { readonly route?: unknown } | undefined;
  /** Its sampled spans by instrumentation, until they are counted. */
  made?: Map<string, number> | 'counted';
}

export function createAccount(found: FoundOwner = nobody): Account {
  return { owner: found.owner, source: found.source, claimed: undefined, spent: 0n, root: undefined, rpc: undefined };
}

// The name that @opentelemetry/core gives this key; keys are global symbols.
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** Takes down where the route of the request will be told: frameworks know it after the request has begun. */
export function noteRoute(account: Account, context: Context): void {
  account.rpc ??= context.getValue(RPC_METADATA) as Account['rpc'];
}

/** The route of the request, as far as it is known. */
export function routeOf({ root, rpc }: Account): string | undefined {
  const route = root?.attributes['http.route'] ?? rpc?.route;
  return typeof route === 'string' && route !== '' ? route : undefined;
}

/** The account of the request that a context belongs to. */
export function accountOf(context: Context): Account | undefined {
  return getOwnerSlot(context) as Account | undefined;
}

/** Runs a function, and all that it starts, on an account of its own: for work that no request began. */
export function withOwner<T>(owner: Owner, fn: () => T): T {
  const account = createAccount({ owner, source: 'resolver' });
  return contextApi.with(setOwnerSlot(contextApi.active(), account), fn);
}

/**
 * Says who pays for the request that is being handled, typically when its user has been authenticated. What was named
 * before by a header, baggage or rule no longer counts.
 *
 * @returns false outside of a request, where there is nobody to name: see `withOwner`
 */
export function setOwner(owner: Owner): boolean {
  const account = accountOf(contextApi.active());
  if (account === undefined) return false;
  account.owner = owner;
  account.source = 'resolver';
  account.claimed = undefined;
  return true;
}
