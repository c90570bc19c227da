import { parseBytes } from './comparison.ts';
import { compileConditions, methodOf, type Needs, pathOf, type Subject, type Test } from './conditions.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { Origin } from './origin.ts';
import type { Limit, Rule } from './rule.ts';
import { KEEP_ALL, ratioOf, type Threshold, thresholdOf } from './threshold.ts';

/** What happens with a trace, and why. */
export interface Verdict {
  /** The rule that decided; `no rule` when none matches. */
  readonly rule: string;
  readonly isKept: boolean;
  /** What the trace was kept by; undefined when it was not, or when nobody knows how many traces it stands for. */
  readonly threshold: Threshold | undefined;
}

/** A decision at the start of a local root, which may still wait for its end. */
export interface StartVerdict extends Verdict {
  /** Whether a rule that is not decided yet comes before: then this is only what callees are told. */
  readonly waits: boolean;
  /** The rules that may still decide, by their numbers, in order: the last one does when no other matches. */
  readonly candidates: readonly number[];
}

/** How much of a limit a trace takes. */
interface Amount {
  readonly spans: number;
  readonly bytes: number;
}

export interface Policy {
  /** Whether some rule can only be decided at the end of the local root. */
  readonly needs: Needs & { readonly bytes: boolean };
  /**
   * Decides with what a local root starts with.
   *
   * @param canWait false when nothing will hold the trace: rules about its end then match nothing
   */
  start(subject: Subject, origin: Origin, canWait: boolean): StartVerdict;
  /**
   * Decides when everything is known.
   *
   * @param candidates what the start has left; undefined when it was not asked
   */
  end(subject: Subject, origin: Origin, amount: Amount, candidates?: readonly number[]): Verdict;
  /** Takes spans that came after the decision of a kept trace from the limit of its rule. */
  late(rule: string, subject: Subject, amount: Amount): void;
}

export interface PolicyOptions {
  /** Milliseconds of a monotonic clock. Default `performance.now`. */
  readonly now?: () => number;
  /** What to multiply the limits with; see `watchEventLoop`. */
  readonly relief?: () => number;
}

interface CompiledRule {
  readonly rule: Rule;
  readonly test: Test;
  readonly needsEnd: boolean;
  readonly threshold: Threshold | undefined;
  readonly budget: Budget | undefined;
}

const NO_RULE: CompiledRule = {
  rule: { name: 'no rule', action: { ratio: 1 } },
  test: () => true,
  needsEnd: false,
  threshold: KEEP_ALL,
  budget: undefined,
};

/**
 * Makes the decisions of a list of rules. The first one that matches decides; a trace that none matches is kept as its
 * caller decided. A decision depends on the trace and its randomness only, and for limits on what came before it.
 *
 * @throws TypeError for a comparison that is none
 */
export function createPolicy(rules: readonly Rule[], options: PolicyOptions = {}): Policy {
  const compiled = rules.map((rule) => compileRule(rule, options));
  const needs = {
    end: compiled.some(({ needsEnd }) => needsEnd),
    cost: rules.some(({ match }) => match?.cost !== undefined),
    bytes: compiled.some(({ budget }) => budget?.unit === 'bytes'),
  };

  function start(subject: Subject, origin: Origin, canWait: boolean): StartVerdict {
    const candidates: number[] = [];
    let index = 0;
    for (; index < compiled.length; index++) {
      const matches = compiled[index]!.test(subject);
      if (matches === true) break;
      if (matches === undefined && canWait) candidates.push(index);
    }
    const decisive = compiled[index] ?? NO_RULE;
    const waits = candidates.length > 0 || (canWait && decisive.budget?.needsEnd === true);
    candidates.push(index);
    // What callees are told counts for no limit when the end decides.
    const { rule, isKept, threshold } = waits
      ? verdictAt(decisive, origin, decisive.budget?.limiter.ratio() ?? 0)
      : verdict(decisive, subject, origin, ONE_SPAN);
    return { rule, isKept, threshold, waits, candidates };
  }

  function decisiveAtEnd(subject: Subject, candidates: readonly number[] | undefined): CompiledRule {
    if (candidates === undefined) return compiled.find(({ test }) => test(subject) === true) ?? NO_RULE;
    const last = candidates.length - 1;
    for (let at = 0; at < last; at++) {
      const one = compiled[candidates[at]!]!;
      if (one.test(subject) === true) return one;
    }
    return compiled[candidates[last]!] ?? NO_RULE;
  }

  return {
    needs,
    start,
    end: (subject, origin, amount, candidates) => verdict(decisiveAtEnd(subject, candidates), subject, origin, amount),
    late(name, subject, amount) {
      const budget = compiled.find(({ rule }) => rule.name === name)?.budget;
      if (budget !== undefined && budget.unit !== 'traces')
        budget.limiter.spend(budget.key(subject), amount[budget.unit]);
    },
  };
}

/** What is assumed of a trace when its end is not waited for. */
const ONE_SPAN: Amount = { spans: 1, bytes: 512 };

function compileRule(rule: Rule, options: PolicyOptions): CompiledRule {
  const { test, needs } = compileConditions(rule.match);
  const { action } = rule;
  const budget = typeof action === 'object' && 'limit' in action ? createBudget(action.limit, options) : undefined;
  const threshold = typeof action === 'object' && 'ratio' in action ? thresholdOf(action.ratio) : undefined;
  return { rule, test, needsEnd: needs.end || budget?.needsEnd === true, threshold, budget };
}

function verdict(one: CompiledRule, subject: Subject, origin: Origin, amount: Amount): Verdict {
  const { budget } = one;
  if (budget === undefined || origin.caller === 'unsampled') return verdictAt(one, origin, 0);
  const units = budget.unit === 'traces' ? 1 : amount[budget.unit];
  const key = budget.key(subject);
  const result = verdictAt(one, origin, budget.limiter.arrive(key, units));
  if (result.isKept) budget.limiter.spend(key, units);
  return result;
}

/** The verdict of a rule; for a limit, with the part of the traces that it lets pass. */
function verdictAt({ rule, threshold: own, budget }: CompiledRule, origin: Origin, passing: number): Verdict {
  const { name, action } = rule;
  if (action === 'drop') return { rule: name, isKept: false, threshold: undefined };
  if (action === 'keep') return { rule: name, isKept: true, threshold: KEEP_ALL };
  if (origin.caller === 'unsampled') return { rule: name, isKept: false, threshold: undefined };
  let threshold = own;
  if (budget !== undefined) {
    // Traces that come from a thinned caller are thinned further, as much as this service has to.
    threshold = thresholdOf(passing * (origin.threshold === undefined ? 1 : ratioOf(origin.threshold)));
  } else if (origin.caller === 'sampled') {
    // A caller that does not say its threshold is followed: nobody knows which of its traces a ratio would meet.
    if (origin.threshold === undefined) return { rule: name, isKept: own !== undefined, threshold: undefined };
    if (threshold !== undefined && threshold < origin.threshold) threshold = origin.threshold;
  }
  const isKept = threshold !== undefined && origin.randomness >= threshold;
  const isKnown = isKept && (origin.caller === 'none' || origin.threshold !== undefined);
  return { rule: name, isKept, threshold: isKnown ? threshold : undefined };
}

interface Budget {
  readonly limiter: Limiter;
  readonly unit: 'traces' | 'spans' | 'bytes';
  readonly key: (subject: Subject) => string;
  readonly needsEnd: boolean;
}

/** Part of a minute's budget that may pass at once: any five minutes then stay within 10 % over it. */
const BURST = 0.4;

function createBudget(limit: Limit, { now = () => performance.now(), relief }: PolicyOptions): Budget {
  const { unit, perMinute, burst } = budgetOf(limit);
  const by = limit.by ?? [];
  const limiter = createLimiter({ perMinute, burst, now, relief });
  const needsEnd = unit !== 'traces' || by.some((key) => !knownAtStart.has(key));
  return { limiter, unit, key: keyOf(by), needsEnd };
}

function budgetOf(limit: Limit): { unit: Budget['unit']; perMinute: number; burst: number } {
  if (limit.traces_per_second !== undefined) {
    const perSecond = limit.traces_per_second;
    return { unit: 'traces', perMinute: perSecond * 60, burst: Math.max(1, perSecond * 2) };
  }
  if (limit.spans_per_minute !== undefined) return perMinuteOf('spans', limit.spans_per_minute);
  if (limit.bytes_per_minute !== undefined) return perMinuteOf('bytes', parseBytes(limit.bytes_per_minute) ?? 0);
  return perMinuteOf('bytes', ((limit.usd_per_minute ?? 0) / (limit.usd_per_gb ?? 1)) * 1e9);
}

function perMinuteOf(unit: 'spans' | 'bytes', perMinute: number): ReturnType<typeof budgetOf> {
  return { unit, perMinute, burst: Math.max(1, perMinute * BURST) };
}

const knownAtStart: ReadonlySet<string> = new Set(['service', 'method', 'kind']);

function keyOf(by: readonly string[]): (subject: Subject) => string {
  if (by.length === 0) return () => '';
  return (subject) => by.map((key) => String(keyPart(key, subject) ?? '')).join('\0');
}

function keyPart(key: string, subject: Subject): unknown {
  switch (key) {
    case 'service':
      return subject.service;
    case 'route':
      return subject.attribute('http.route') ?? pathOf(subject);
    case 'method':
      return methodOf(subject);
    case 'kind':
      return subject.kind;
    case 'name':
      return subject.name;
    case 'tenant':
      return subject.attribute('tenant.id');
    case 'status':
      return subject.isError ? 'error' : 'ok';
    default:
      return subject.attribute(key);
  }
}
