import { type Context, createContextKey } from '@opentelemetry/api';

// The request's context: what the packages of Spanwise know of a request, beside its span. Keys are global symbols, so
// two copies of this file agree.
const OWNER = createContextKey('spanwise.owner');
const CORRELATION_ID = createContextKey('spanwise.correlation_id');
const OPERATION = createContextKey('spanwise.operation');
const USER_HASH = createContextKey('spanwise.user_hash');

/** Who pays for a request. Ids are opaque and short: see `tenant.id` of the registry. */
export interface Owner {
  readonly tenant?: string | undefined;
  readonly team?: string | undefined;
  readonly costCenter?: string | undefined;
  readonly costCenterName?: string | undefined;
  /** How much of what is shared it carries, relative to others; 1 when it is not there. */
  readonly weight?: number | undefined;
}

/**
 * Where the owner of a request is kept: often it is known only after the request has begun, when the user has been
 * authenticated, so the context holds the place and not the owner.
 */
export interface OwnerSlot {
  owner: Owner | undefined;
}

/** The place for the owner of the request that `context` belongs to. */
export function getOwnerSlot(context: Context): OwnerSlot | undefined {
  return context.getValue(OWNER) as OwnerSlot | undefined;
}

export function setOwnerSlot(context: Context, slot: OwnerSlot): Context {
  return context.setValue(OWNER, slot);
}

/** The id by which a caller finds all that a request did, from its header or made for it. */
export function getCorrelationId(context: Context): string | undefined {
  return context.getValue(CORRELATION_ID) as string | undefined;
}

export function setCorrelationId(context: Context, id: string): Context {
  return context.setValue(CORRELATION_ID, id);
}

/** What the program calls the thing that it is doing, such as `checkout`. */
export function getOperation(context: Context): string | undefined {
  return context.getValue(OPERATION) as string | undefined;
}

export function setOperation(context: Context, operation: string): Context {
  return context.setValue(OPERATION, operation);
}

/** What stands for the user on whose behalf the request is: a keyed hash of the id, never the id. */
export function getUserHash(context: Context): string | undefined {
  return context.getValue(USER_HASH) as string | undefined;
}

export function setUserHash(context: Context, hash: string): Context {
  return context.setValue(USER_HASH, hash);
}
