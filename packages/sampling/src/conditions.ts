import { compare, isComparison, parseDurationComparison, parseNumberComparison } from './comparison.ts';
import { globMatcher } from './glob.ts';
import type { AttributeCondition, Conditions } from './rule.ts';

/** A trace as the rules see it: at the start of its local root, where little is known, or at its end. */
export interface Subject {
  /** Whether everything is known. */
  readonly isComplete: boolean;
  /** Undefined when it is not known yet. */
  readonly service: string | undefined;
  readonly name: string;
  /** SpanKind of the API: INTERNAL is 0. */
  readonly kind: number;
  attribute(key: string): unknown;
  readonly isError: boolean;
  readonly durationMillis: number;
  readonly cost: number;
}

/** Whether a subject is meant; undefined when it does not say so yet. */
export type Test = (subject: Subject) => boolean | undefined;

/** What a rule needs besides what a span starts with. */
export interface Needs {
  readonly end: boolean;
  readonly cost: boolean;
}

export interface CompiledConditions {
  /** Whether all hold. */
  readonly test: Test;
  /** Each alone, by its name. */
  readonly parts: readonly (readonly [condition: string, test: Test])[];
  readonly needs: Needs;
}

const kindNumbers: Readonly<Record<string, number>> = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 };

/**
 * Makes a test of conditions. What stands at the start of a span decides as soon as it can, so that a trace is held only
 * for the rules that may still match.
 *
 * @throws TypeError for a comparison that is none
 */
export function compileConditions(match: Conditions = {}): CompiledConditions {
  const parts: [string, Test][] = [];
  if (match.service !== undefined) parts.push(['service', onService(globMatcher(match.service))]);
  if (match.kind !== undefined) {
    const wanted = [match.kind].flat().map((kind) => kindNumbers[kind]!);
    parts.push(['kind', (subject) => wanted.includes(subject.kind)]);
  }
  if (match.method !== undefined) parts.push(['method', onStart(methodOf, globMatcher(match.method))]);
  if (match.path !== undefined) parts.push(['path', onStart(pathOf, globMatcher(match.path))]);
  if (match.route !== undefined) parts.push(['route', onRoute(globMatcher(match.route))]);
  if (match.name !== undefined) parts.push(['name', atEnd(({ name }) => name, globMatcher(match.name))]);
  if (match.tenant !== undefined) parts.push(['tenant', onAttribute('tenant.id', valueTest([match.tenant].flat()))]);
  for (const [key, condition] of Object.entries(match.attributes ?? {})) {
    parts.push([`attribute ${key}`, onAttribute(key, attributeTest(condition))]);
  }
  if (match.status !== undefined) {
    const wanted = match.status === 'error';
    parts.push([
      'status',
      atEnd(
        ({ isError }) => isError,
        (isError) => isError === wanted,
      ),
    ]);
  }
  if (match.duration !== undefined) {
    const comparison = parseDurationComparison(match.duration);
    if (comparison === undefined) throw new TypeError(`duration: got ${match.duration}, expected one such as 1s`);
    parts.push([
      'duration',
      atEnd(
        ({ durationMillis }) => durationMillis,
        (millis) => compare(comparison, millis),
      ),
    ]);
  }
  if (match.cost !== undefined) {
    const comparison = parseNumberComparison(match.cost);
    if (comparison === undefined) throw new TypeError(`cost: got ${match.cost}, expected an amount such as 0.05`);
    parts.push([
      'cost',
      atEnd(
        ({ cost }) => cost,
        (cost) => compare(comparison, cost),
      ),
    ]);
  }
  const needs = { end: needsEnd(match), cost: match.cost !== undefined };
  return { test: allOf(parts.map(([, test]) => test)), parts, needs };
}

/** False as soon as one is; undefined when some do not know yet. */
function allOf(tests: readonly Test[]): Test {
  return (subject) => {
    let result: boolean | undefined = true;
    for (let index = 0; index < tests.length; index++) {
      const one = tests[index]!(subject);
      if (one === false) return false;
      if (one === undefined) result = undefined;
    }
    return result;
  };
}

function needsEnd(match: Conditions): boolean {
  const { route, name, tenant, status, duration, cost, attributes } = match;
  return [route, name, tenant, status, duration, cost, attributes].some((condition) => condition !== undefined);
}

function onService(matches: (text: string) => boolean): Test {
  return ({ service, isComplete }) => (service === undefined ? (isComplete ? false : undefined) : matches(service));
}

/** For what the conventions want at the start of a span; what is not there then does not match. */
function onStart(read: (subject: Subject) => string | undefined, matches: (text: string) => boolean): Test {
  return (subject) => {
    const text = read(subject);
    return text !== undefined && matches(text);
  };
}

function onRoute(matches: (text: string) => boolean): Test {
  return (subject) => {
    const path = pathOf(subject);
    if (path !== undefined && matches(path)) return true;
    const route = subject.attribute('http.route');
    if (typeof route === 'string') return matches(route);
    return subject.isComplete ? false : undefined;
  };
}

function atEnd<T>(read: (subject: Subject) => T, matches: (value: T) => boolean): Test {
  return (subject) => (subject.isComplete ? matches(read(subject)) : undefined);
}

function onAttribute(key: string, matches: (value: unknown) => boolean): Test {
  return (subject) => {
    const value = subject.attribute(key);
    return value === undefined && !subject.isComplete ? undefined : matches(value);
  };
}

function attributeTest(condition: AttributeCondition): (value: unknown) => boolean {
  if (typeof condition === 'object' && 'exists' in condition)
    return (value) => (value !== undefined) === condition.exists;
  if (typeof condition === 'string' && isComparison(condition)) {
    const comparison = parseNumberComparison(condition);
    if (comparison === undefined) throw new TypeError(`got ${condition}, expected a number after the comparison`);
    return (value) => typeof value === 'number' && compare(comparison, value);
  }
  return valueTest([condition].flat() as (string | number | boolean)[]);
}

/** Arrays match when one of their items does. */
function valueTest(wanted: readonly (string | number | boolean)[]): (value: unknown) => boolean {
  const texts = globMatcher(wanted.map(String));
  return function matches(value): boolean {
    if (Array.isArray(value)) return value.some(matches);
    return value !== undefined && value !== null && texts(String(value));
  };
}

/** The path of the url, by the current and the former conventions. */
export function pathOf(subject: Pick<Subject, 'attribute'>): string | undefined {
  const path = subject.attribute('url.path') ?? subject.attribute('http.target');
  if (typeof path !== 'string') return undefined;
  const end = path.indexOf('?');
  return end === -1 ? path : path.slice(0, end);
}

export function methodOf(subject: Pick<Subject, 'attribute'>): string | undefined {
  const method = subject.attribute('http.request.method') ?? subject.attribute('http.method');
  return typeof method === 'string' ? method : undefined;
}
