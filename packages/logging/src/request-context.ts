import { type AttributeValue, type Context, createContextKey, propagation } from '@opentelemetry/api';
import {
  ATTR_CORRELATION_ID,
  ATTR_COST_CENTER_ID,
  ATTR_COST_WEIGHT,
  ATTR_LOG_TAGS,
  ATTR_OPERATION_NAME,
  ATTR_TEAM_NAME,
  ATTR_TENANT_ID,
  getCorrelationId,
  getOperation,
  getOwnerSlot,
  getUserHash,
  type Owner,
} from '@spanwise/semconv';

/** Upstream's, which its package keeps among the experimental ones. */
const ATTR_USER_HASH = 'user.hash';

/** What `withLogContext` adds beside what all packages know of a request. */
export interface OwnContext {
  owner: Owner;
  fields: Readonly<Record<string, AttributeValue>>;
  tags: readonly string[];
}

const OWN = createContextKey('spanwise.log');

const noOwnContext: OwnContext = { owner: {}, fields: {}, tags: [] };

export function getOwnContext(context: Context): OwnContext {
  return (context.getValue(OWN) as OwnContext | undefined) ?? noOwnContext;
}

export function setOwnContext(context: Context, own: OwnContext): Context {
  return context.setValue(OWN, own);
}

/** Attributes by name. */
export type Fields = Record<string, AttributeValue>;

/**
 * What is known of the request that a context belongs to, as attributes.
 *
 * @param baggage names that callers are believed, by `SPANWISE_LOG_BAGGAGE`
 */
export function requestAttributes(context: Context, baggage: readonly string[] = []): Fields {
  const { owner, fields, tags } = getOwnContext(context);
  const attributes: Fields = { ...fields };
  for (const name of baggage) {
    const value = propagation.getBaggage(context)?.getEntry(name)?.value;
    if (value !== undefined && isShort(value)) attributes[name] = value;
  }
  put(attributes, ATTR_CORRELATION_ID, getCorrelationId(context));
  put(attributes, ATTR_OPERATION_NAME, getOperation(context));
  put(attributes, ATTR_USER_HASH, getUserHash(context));
  const payer = getOwnerSlot(context)?.owner;
  put(attributes, ATTR_TENANT_ID, owner.tenant ?? payer?.tenant);
  put(attributes, ATTR_TEAM_NAME, owner.team ?? payer?.team);
  put(attributes, ATTR_COST_CENTER_ID, owner.costCenter ?? payer?.costCenter);
  put(attributes, ATTR_COST_WEIGHT, owner.weight ?? payer?.weight);
  if (tags.length > 0) attributes[ATTR_LOG_TAGS] = [...tags];
  return attributes;
}

function put(attributes: Fields, name: string, value: string | number | undefined): void {
  if (value !== undefined) attributes[name] = value;
}

/** Whether a text may be an id from outside: short, visible ASCII. */
export function isShort(text: string): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(text);
}
