import {
  type Attributes,
  type Baggage,
  baggageEntryMetadataFromString,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { type Owner, setOwnerSlot } from '@spanwise/semconv';
import { type Account, accountOf, createAccount } from './account.ts';
import { hostMatcher } from './host.ts';
import { httpAttribute } from './http-attributes.ts';
import { createOwnerRules, type DropReason, isNamed, type OwnerPart, ownerKeys } from './owner.ts';
import { isOwnerMac, ownerMac } from './owner-mac.ts';

export interface BoundaryOptions {
  /** The propagator that reads and writes the `baggage` header. */
  baggage: TextMapPropagator;
  /** Hosts that owners are told to: names, `*.` and the end of names, ranges of addresses. None: nobody is told. */
  internalHosts?: readonly string[] | undefined;
  /**
   * Who may name owners in baggage: `nobody`; `all`, for a service that no outsider reaches; or `peers`, those whose
   * address is in `trustedPeers`. With keys also everybody who has one of them.
   */
  trust?: 'nobody' | 'all' | 'peers' | undefined;
  /** Keys of the codes that prove owners; the first one makes them, all of them are believed. */
  macKeys?: readonly string[] | undefined;
  /** Headers that name the owner, such as `{ tenant: 'x-tenant-id' }`: only those that your own edge sets or strips. */
  headers?: Partial<Record<OwnerPart, string>> | undefined;
  /** Claims of the bearer token that name the owner. The token is not verified here: the program has to refuse wrong ones. */
  claims?: Partial<Record<OwnerPart, string>> | undefined;
  /** Lets only possible names pass. */
  rules?: (owner: Owner) => Owner;
  /** Is told of each owner that was not believed. */
  dropped?: (reason: DropReason) => void;
}

const parts = Object.keys(ownerKeys) as OwnerPart[];
const keys: ReadonlySet<string> = new Set(Object.values(ownerKeys));
const macProperty = 'mac';

/**
 * A propagator for baggage that keeps owners inside: their keys go only to hosts of your own, and those that come in are
 * taken out of the baggage, so that a program never sees names that an outsider chose. It also opens the account of a
 * request. Everything else in the baggage passes as the propagator within reads and writes it.
 */
export function createBoundaryPropagator(options: BoundaryOptions): TextMapPropagator {
  const { baggage: inner, trust = 'nobody', macKeys = [] } = options;
  const { rules = createOwnerRules(), dropped = () => {} } = options;
  const internal = (options.internalHosts ?? []).map(hostMatcher);
  const [macKey] = macKeys;
  // Headers of Node.js are in small letters.
  const headers = Object.entries(options.headers ?? {}).map(([part, name]) => [part, name.toLowerCase()] as const);
  const claims = Object.entries(options.claims ?? {});

  function isInternal(context: Context): boolean {
    if (internal.length === 0) return false;
    // The instrumentations of clients inject in the context of the client's span, which has the address from its start.
    const span = trace.getSpan(context) as { attributes?: Attributes } | undefined;
    const host = span?.attributes && httpAttribute(span.attributes, 'host');
    return typeof host === 'string' && internal.some((matches) => matches(host));
  }

  function inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const baggage = propagation.getBaggage(context);
    const owner = accountOf(context)?.owner;
    const told = owner !== undefined && isNamed(owner) && isInternal(context) ? owner : undefined;
    if (told === undefined && (baggage === undefined || !hasOwnerKeys(baggage))) {
      inner.inject(context, carrier, setter);
      return;
    }
    // First, because propagators drop what is beyond the limits of the header.
    let members = propagation.createBaggage(told === undefined ? {} : membersOf(told));
    for (const [key, entry] of baggage?.getAllEntries() ?? []) {
      if (!keys.has(key)) members = members.setEntry(key, entry);
    }
    inner.inject(propagation.setBaggage(context, members), carrier, setter);
  }

  function membersOf(
    owner: Owner,
  ): Record<string, { value: string; metadata?: ReturnType<typeof baggageEntryMetadataFromString> }> {
    const proof =
      macKey === undefined ? undefined : baggageEntryMetadataFromString(`${macProperty}=${ownerMac(owner, macKey)}`);
    const members: ReturnType<typeof membersOf> = {};
    for (const part of parts) {
      const value = owner[part];
      if (value === undefined) continue;
      members[ownerKeys[part]] =
        proof === undefined || Object.keys(members).length > 0 ? { value } : { value, metadata: proof };
    }
    return members;
  }

  function extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = inner.extract(context, carrier, getter);
    const account = createAccount();
    const baggage = propagation.getBaggage(extracted);
    const own =
      named(account, 'header', ownerOfHeaders(carrier, getter)) ||
      named(account, 'claim', ownerOfToken(carrier, getter));
    if (baggage === undefined || !hasOwnerKeys(baggage)) return setOwnerSlot(extracted, account);
    if (!own) readBaggage(account, baggage);
    return propagation.setBaggage(setOwnerSlot(extracted, account), baggage.removeEntries(...keys));
  }

  function named(account: Account, source: 'header' | 'claim' | 'baggage', given: Owner | undefined): boolean {
    if (given === undefined) return false;
    const owner = rules(given);
    if (!isNamed(owner)) return false;
    account.owner = owner;
    account.source = source;
    return true;
  }

  function readBaggage(account: Account, baggage: Baggage): void {
    const owner = ownerOfBaggage(baggage);
    const mac = macOf(baggage);
    if (trust === 'all' || (mac !== undefined && isOwnerMac(owner, mac, macKeys))) named(account, 'baggage', owner);
    else if (trust === 'peers') account.claimed = rules(owner);
    else dropped(macKeys.length > 0 ? 'bad_mac' : 'untrusted');
  }

  function ownerOfHeaders(carrier: unknown, getter: TextMapGetter): Owner | undefined {
    if (headers.length === 0) return undefined;
    const owner: Record<string, string> = {};
    for (const [part, header] of headers) {
      const given = getter.get(carrier, header);
      const value = Array.isArray(given) ? given[0] : given;
      if (typeof value === 'string' && value !== '') owner[part] = value;
    }
    return owner;
  }

  function ownerOfToken(carrier: unknown, getter: TextMapGetter): Owner | undefined {
    if (claims.length === 0) return undefined;
    const given = getter.get(carrier, 'authorization');
    const token = /^Bearer [\w-]+\.([\w-]+)\./i.exec(String(Array.isArray(given) ? given[0] : given))?.[1];
    if (token === undefined) return undefined;
    try {
      const payload = JSON.parse(Buffer.from(token, 'base64url').toString());
      const found = claims.map(([part, claim]) => [part, payload?.[claim]]);
      return Object.fromEntries(found.filter(([, value]) => typeof value === 'string'));
    } catch {
      dropped('invalid');
      return undefined;
    }
  }

  return { inject, extract, fields: () => inner.fields() };
}

function hasOwnerKeys(baggage: Baggage): boolean {
  for (const key of keys) if (baggage.getEntry(key) !== undefined) return true;
  return false;
}

function ownerOfBaggage(baggage: Baggage): Owner {
  return Object.fromEntries(parts.map((part) => [part, baggage.getEntry(ownerKeys[part])?.value]));
}

function macOf(baggage: Baggage): string | undefined {
  for (const part of parts) {
    const properties = String(baggage.getEntry(ownerKeys[part])?.metadata ?? '');
    const found = /(?:^|;)\s*mac=([\w-]+)/.exec(properties)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Believes what a peer named, or not, when its address is known.
 *
 * @param peers ranges of addresses
 * @param dropped is told of an owner that was not believed
 */
export function createPeerCheck(
  peers: readonly string[],
  dropped: (reason: DropReason) => void = () => {},
): (account: Account, address: unknown) => void {
  const trusted = peers.map(hostMatcher);
  return (account, address) => {
    const { claimed } = account;
    if (claimed === undefined) return;
    account.claimed = undefined;
    if (typeof address === 'string' && trusted.some((matches) => matches(address))) {
      if (!isNamed(claimed)) return;
      account.owner = claimed;
      account.source = 'baggage';
    } else dropped('untrusted');
  };
}
