import type { AttributeType, Registry } from './registry.ts';

/** Something about a name that is not as the registry has it. */
export interface Finding {
  problem: 'unknown_attribute' | 'mistyped_attribute' | 'unknown_metric' | 'wrong_unit';
  name: string;
  /** Where it was first seen: the name of the span, metric, log event, scope, or `resource`. */
  where: string;
  expected?: string;
  received?: string;
}

interface Value {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values?: Value[] };
}

type Item = Record<string, unknown>;

/**
 * Compares OTLP data with a registry: which attributes and metrics it does not know, and which have another type or unit.
 *
 * @param data an export request as OTLP/JSON has it, of any signal
 * @returns each finding once, in the order of the data
 */
export function checkTelemetry(data: unknown, registry: Registry): Finding[] {
  const found = new Map<string, Finding>();
  const add = (finding: Finding): void => {
    const key = `${finding.problem} ${finding.name} ${finding.received ?? ''}`;
    if (!found.has(key)) found.set(key, finding);
  };
  walk(data, 'request', registry, add);
  return [...found.values()];
}

// Lists of OTLP whose items hold attributes, and what their items are called.
const lists = [
  'resourceSpans',
  'resourceMetrics',
  'resourceLogs',
  'scopeSpans',
  'scopeMetrics',
  'scopeLogs',
  'spans',
  'events',
  'links',
  'metrics',
  'logRecords',
  'dataPoints',
];

function walk(item: unknown, where: string, registry: Registry, add: (finding: Finding) => void): void {
  if (item === null || typeof item !== 'object') return;
  const record = item as Item;
  if (Array.isArray(record.attributes)) checkAttributes(record.attributes, where, registry, add);
  if (record.resource) walk(record.resource, 'resource', registry, add);
  if (record.scope) walk(record.scope, String((record.scope as Item).name ?? 'scope'), registry, add);
  for (const kind of ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'])
    walk(record[kind], where, registry, add);
  for (const list of lists) {
    const items = record[list];
    if (!Array.isArray(items)) continue;
    for (const each of items) {
      if (list === 'metrics') checkMetric(each, registry, add);
      walk(each, String(each?.name ?? each?.eventName ?? where), registry, add);
    }
  }
}

function checkMetric(metric: Item, { metrics }: Registry, add: (finding: Finding) => void): void {
  const name = String(metric.name);
  const unit = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  if (unit === undefined) add({ problem: 'unknown_metric', name, where: name });
  else if (unit !== '' && unit !== metric.unit) {
    add({ problem: 'wrong_unit', name, where: name, expected: unit, received: String(metric.unit ?? '') });
  }
}

function checkAttributes(
  attributes: unknown[],
  where: string,
  registry: Registry,
  add: (finding: Finding) => void,
): void {
  for (const attribute of attributes as { key: string; value?: Value }[]) {
    const name = attribute.key;
    const expected = expectedType(name, registry);
    const received = valueType(attribute.value);
    if (expected === undefined) add({ problem: 'unknown_attribute', name, where });
    else if (!isOfType(received, expected)) add({ problem: 'mistyped_attribute', name, where, expected, received });
  }
}

function expectedType(name: string, { attributes, templates }: Registry): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  for (const [beginning, type] of Object.entries(templates)) {
    if (name.startsWith(beginning) && name.length > beginning.length) return type;
  }
  return undefined;
}

function valueType(value: Value = {}): AttributeType | 'none' {
  if (value.stringValue !== undefined) return 'string';
  if (value.intValue !== undefined) return 'int';
  if (value.doubleValue !== undefined) return 'double';
  if (value.boolValue !== undefined) return 'boolean';
  if (value.arrayValue === undefined) return 'none';
  const first = value.arrayValue.values?.[0];
  return first === undefined ? 'any' : (`${valueType(first)}[]` as AttributeType);
}

function isOfType(received: string, expected: string): boolean {
  if (received === expected || expected === 'any' || received === 'any') return true;
  // A whole number is sent as one, whatever the attribute's type is.
  return received.startsWith('int') && expected === received.replace('int', 'double');
}
