import type { Owner } from '@spanwise/semconv';
import type { OwnerSource } from './fact.ts';

export type { Owner } from '@spanwise/semconv';

/** The parts of an owner that are names, and what attributes and baggage call them. */
export const ownerKeys = {
  tenant: 'tenant.id',
  team: 'team.name',
  costCenter: 'cost_center.id',
  costCenterName: 'cost_center.name',
} as const;

export type OwnerPart = keyof typeof ownerKeys;
export type DropReason = 'untrusted' | 'invalid' | 'unknown' | 'bad_mac';

/** An owner with how it was found. */
export interface FoundOwner {
  owner: Owner;
  source: OwnerSource;
}

export const nobody: FoundOwner = { owner: {}, source: 'unattributed' };

const name = /^[A-Za-z0-9._:-]{1,64}$/;
const longestCaption = 64;

export interface OwnerRulesOptions {
  /** The only ids that are owners, by part; a part that is not there takes any. */
  known?: Partial<Record<OwnerPart, readonly string[]>> | undefined;
  /** Is told of each name that was not believed. */
  dropped?: (reason: DropReason) => void;
}

/**
 * Lets only what may be the name of an owner pass: short, of letters, digits and `._:-`, and, where there is a list, in
 * it. Names come from outside, and end up as attributes and series.
 */
export function createOwnerRules({ known = {}, dropped = () => {} }: OwnerRulesOptions = {}): (owner: Owner) => Owner {
  const lists = new Map(Object.entries(known).map(([part, names]) => [part, new Set(names)]));
  return (given) => {
    const owner: { -readonly [Part in keyof Owner]: Owner[Part] } = {};
    for (const part of Object.keys(ownerKeys) as OwnerPart[]) {
      const value = given[part];
      if (value === undefined || value === null || value === '') continue;
      const isCaption = part === 'costCenterName' && typeof value === 'string' && value.length <= longestCaption;
      if (!isCaption && !(typeof value === 'string' && name.test(value))) dropped('invalid');
      else if (lists.get(part)?.has(value) === false) dropped('unknown');
      else owner[part] = value;
    }
    const { weight } = given;
    if (weight !== undefined) {
      if (typeof weight === 'number' && weight > 0 && weight <= 1e6) owner.weight = weight;
      else dropped('invalid');
    }
    return owner;
  };
}

/** Whether it names anybody. */
export function isNamed(owner: Owner): boolean {
  return owner.tenant !== undefined || owner.team !== undefined || owner.costCenter !== undefined;
}

/** What is missing in an owner from a weaker one; the source is that of the strongest who names anybody. */
export function mergeOwners(strong: FoundOwner, weak: FoundOwner): FoundOwner {
  if (!isNamed(strong.owner)) return weak;
  return { owner: { ...weak.owner, ...strong.owner }, source: strong.source };
}

/** The owner as attributes of a span or log record. */
export function ownerAttributes({ owner, source }: FoundOwner): Record<string, string | number> {
  const attributes: Record<string, string | number> = {};
  for (const [part, key] of Object.entries(ownerKeys)) {
    const value = owner[part as OwnerPart];
    if (value !== undefined) attributes[key] = value;
  }
  if (owner.weight !== undefined) attributes['cost.weight'] = owner.weight;
  attributes['cost.owner.source'] = source;
  return attributes;
}

/** The owner that a resource names: the attributes of the conventions, and ours. */
export function ownerOfResource(attributes: Readonly<Record<string, unknown>>): Owner {
  const text = (...names: string[]): string | undefined =>
    names.map((each) => attributes[each]).find((value): value is string => typeof value === 'string' && value !== '');
  const weight = Number(attributes['cost.weight'] ?? Number.NaN);
  return {
    tenant: text('tenant.id'),
    team: text('team.name'),
    costCenter: text('service.instance.cost_center.id', 'cost_center.id', 'cost.center'),
    costCenterName: text('service.instance.cost_center.name', 'cost_center.name'),
    weight: Number.isFinite(weight) ? weight : undefined,
  };
}
