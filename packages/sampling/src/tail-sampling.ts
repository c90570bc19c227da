import { ottlCondition } from './ottl.ts';
import type { Action, Conditions, Rule } from './rule.ts';

/** A policy of the collector's `tail_sampling`, as it stands in its configuration. */
export interface TailPolicy {
  readonly name: string;
  readonly type: string;
  readonly [setting: string]: unknown;
}

export interface TailSampling {
  readonly policies: readonly TailPolicy[];
  /** What the collector does differently, or not at all: a line for each rule. */
  readonly differences: readonly string[];
}

/** A condition that one policy can ask for. */
type Atom = { readonly ottl: string; readonly is: boolean } | { readonly error: boolean };

/** Policies of a rule that has so many earlier rules to leave out are too many. */
const MAX_POLICIES = 64;

/**
 * The policies that keep the same traces as rules do. The collector keeps what any policy keeps, so each one leaves out
 * what earlier rules decide otherwise; what a rule that keeps everything takes needs no leaving out.
 *
 * Needs the feature gate `processor.tailsamplingprocessor.usetracestate`, and `ot=th` in every trace state: with them its
 * ratios are decided by the same randomness.
 */
export function toTailSampling(rules: readonly Rule[]): TailSampling {
  const policies: TailPolicy[] = [];
  const differences: string[] = [];
  // What is left for a rule: one of these sets of conditions holds.
  let left: readonly (readonly Atom[])[] = [[]];
  for (const { name, match = {}, action } of [...rules, NO_RULE]) {
    if (left.length === 0) break;
    const atoms = atomsOf(match);
    const decision = decisionOf(action);
    if (match.cost !== undefined) {
      differences.push(`${name}: the collector compares cost.total.amount of the local root, not a sum over the spans`);
    }
    if (typeof decision === 'string') differences.push(`${name}: ${decision}; the collector keeps what it matches`);
    if (action === 'drop' && policies.every(({ type }) => type === 'drop')) {
      // What a drop policy matches no other policy keeps: right as long as none comes before.
      policies.push({ name, type: 'drop', drop: { drop_sub_policy: named(name, atoms.map(subPolicy)) } });
      continue;
    }
    if (action !== 'drop') {
      const subs = typeof decision === 'string' ? [] : decision;
      policies.push(...left.map((before, index) => policyOf(numbered(name, index), [...before, ...atoms], subs)));
    }
    if (isLimit(action) && typeof decision !== 'string') {
      differences.push(`${name}: the collector lets a burst pass and then nothing, where the program thins all evenly`);
    }
    if (action === 'keep') continue;
    left = left.flatMap((before) => atoms.map((atom) => [...before, negated(atom)]));
    if (left.length > MAX_POLICIES) {
      differences.push(`rules after ${name} cannot be expressed: they would take more than ${MAX_POLICIES} policies`);
      break;
    }
  }
  return { policies, differences };
}

const NO_RULE: Rule = { name: 'no rule', action: { ratio: 1 } };

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name} (${index + 1})`;
}

function isLimit(action: Action): boolean {
  return typeof action === 'object' && 'limit' in action;
}

function atomsOf(match: Conditions): Atom[] {
  const ottl = ottlCondition(match);
  return [
    ...(match.status === undefined ? [] : [{ error: match.status === 'error' }]),
    ...(ottl === undefined ? [] : [{ ottl, is: true }]),
  ];
}

function negated(atom: Atom): Atom {
  return 'ottl' in atom ? { ...atom, is: !atom.is } : { error: !atom.error };
}

/** The policies that decide, besides those that match; a text when there are none for an action. */
function decisionOf(action: Action): Omit<TailPolicy, 'name'>[] | string {
  if (typeof action === 'string') return [];
  if ('ratio' in action) {
    if (action.ratio >= 1) return [];
    const sampling_percentage = Number((action.ratio * 100).toPrecision(15));
    return [{ type: 'probabilistic', probabilistic: { sampling_percentage } }];
  }
  const { limit } = action;
  if (limit.by !== undefined) return 'a limit that is shared among keys has no policy in the collector';
  if (limit.spans_per_minute !== undefined) {
    const spans_per_second = Math.max(1, Math.round(limit.spans_per_minute / 60));
    return [{ type: 'rate_limiting', rate_limiting: { spans_per_second } }];
  }
  if (typeof limit.bytes_per_minute === 'number') {
    const bytes_per_second = Math.max(1, Math.round(limit.bytes_per_minute / 60));
    return [{ type: 'bytes_limiting', bytes_limiting: { bytes_per_second } }];
  }
  return 'a limit of traces or of dollars has no policy in the collector';
}

function policyOf(name: string, atoms: readonly Atom[], decision: readonly Omit<TailPolicy, 'name'>[]): TailPolicy {
  const subs = [...atoms.map(subPolicy), ...decision];
  if (subs.length === 0) return { name, type: 'always_sample' };
  if (subs.length === 1) return { name, ...subs[0]! } as TailPolicy;
  return {
    name,
    type: 'and',
    and: { and_sub_policy: subs.map((sub, index) => ({ name: `${name} ${index + 1}`, ...sub })) },
  };
}

function named(name: string, subs: readonly Omit<TailPolicy, 'name'>[]): TailPolicy[] {
  return subs.map((sub, index) => ({ name: `${name} ${index + 1}`, ...sub }) as TailPolicy);
}

function subPolicy(atom: Atom): Omit<TailPolicy, 'name'> {
  const [is, policy] =
    'ottl' in atom
      ? [atom.is, { type: 'ottl_condition', ottl_condition: { error_mode: 'ignore', span: [atom.ottl] } }]
      : [atom.error, { type: 'status_code', status_code: { status_codes: ['ERROR'] } }];
  return is ? policy : { type: 'not', not: { not_sub_policy: { name: 'not', ...policy } } };
}
