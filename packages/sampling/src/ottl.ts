import { type Comparison, isComparison, parseDurationComparison, parseNumberComparison } from './comparison.ts';
import { globSource, isGlob } from './glob.ts';
import type { AttributeCondition, Conditions } from './rule.ts';

/** The span of a trace that rules are about: where it begins, or where it enters a service. */
const ENTRY = '(IsRootSpan() or span.kind == SPAN_KIND_SERVER or span.kind == SPAN_KIND_CONSUMER)';

/**
 * The conditions of a rule about its local root, `status` apart, as one condition of the collector's transformation
 * language; undefined when there are none.
 *
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/pkg/ottl/LANGUAGE.md
 */
export function ottlCondition(match: Conditions): string | undefined {
  const parts: string[] = [];
  if (match.service !== undefined) parts.push(texts('resource.attributes["service.name"]', match.service));
  if (match.kind !== undefined) {
    parts.push(any([match.kind].flat().map((kind) => `span.kind == SPAN_KIND_${kind.toUpperCase()}`)));
  }
  if (match.method !== undefined) {
    const { method } = match;
    parts.push(any(['http.request.method', 'http.method'].map((key) => texts(attribute(key), method))));
  }
  if (match.path !== undefined) parts.push(path(match.path));
  if (match.route !== undefined) parts.push(any([path(match.route), texts(attribute('http.route'), match.route)]));
  if (match.name !== undefined) parts.push(texts('span.name', match.name));
  if (match.tenant !== undefined) parts.push(texts(attribute('tenant.id'), match.tenant));
  for (const [key, condition] of Object.entries(match.attributes ?? {})) parts.push(attributeCondition(key, condition));
  if (match.duration !== undefined) {
    const { operator, value } = parseDurationComparison(match.duration)!;
    parts.push(`span.end_time_unix_nano - span.start_time_unix_nano ${operator} ${Math.round(value * 1e6)}`);
  }
  if (match.cost !== undefined) {
    parts.push(compared(attribute('cost.total.amount'), parseNumberComparison(match.cost)!));
  }
  return parts.length === 0 ? undefined : [ENTRY, ...parts].join(' and ');
}

function attribute(key: string): string {
  return `span.attributes[${JSON.stringify(key)}]`;
}

function any(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' or ')})`;
}

function texts(target: string, globs: string | readonly string[]): string {
  const list = [globs].flat();
  if (list.some(isGlob)) return isMatch(target, globSource(list));
  return any(list.map((text) => `${target} == ${JSON.stringify(text)}`));
}

/** Regular expressions of Go need to be told that a dot is also a line's end. */
function isMatch(target: string, source: string): string {
  return `IsMatch(${target}, ${JSON.stringify(`(?s)${source}`)})`;
}

/** The path of the url, by the current and the former conventions; the latter have the query with it. */
function path(globs: string | readonly string[]): string {
  const former = isMatch(attribute('http.target'), globSource([globs].flat(), '(\\?.*)?'));
  return any([texts(attribute('url.path'), globs), former]);
}

function attributeCondition(key: string, condition: AttributeCondition): string {
  const target = attribute(key);
  if (typeof condition === 'object' && 'exists' in condition) return `${target} ${condition.exists ? '!=' : '=='} nil`;
  return any(
    [condition].flat().map((value) => {
      if (typeof value !== 'string') return `${target} == ${value}`;
      return isComparison(value) ? compared(target, parseNumberComparison(value)!) : texts(target, value);
    }),
  );
}

function compared(target: string, { operator, value }: Comparison): string {
  return `(${target} != nil and ${target} ${operator} ${value})`;
}
