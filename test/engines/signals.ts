import { attributeLines, enumName, type Lines, originLines } from './lines.ts';
import { anyValue, type Fields, id, integer, list, text, type WireItem } from './wire.ts';

const TEMPORALITIES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'];

/** What a log record shows, but for its times. */
export function logLines({ fields, scope, resource }: WireItem): Lines {
  return [
    ['body', anyValue(fields.body as Fields | undefined)],
    ['severity', `${integer(fields, 'severityNumber')} ${text(fields, 'severityText')}`],
    ['event name', text(fields, 'eventName')],
    ['trace', id(fields, 'traceId')],
    ['span', id(fields, 'spanId')],
    ['flags', `0x${integer(fields, 'flags').toString(16)}`],
    ['dropped attributes', text(fields, 'droppedAttributesCount') || '0'],
    ...attributeLines('attribute', fields),
    ...originLines(scope, resource),
  ];
}

/**
 * What a metric shows, and each of its points by its attributes: how often it was recorded, and the value where that is no
 * time. What Node.js itself is measured by has other points in each run.
 */
export function metricLines({ fields, scope, resource }: WireItem): Lines {
  const kind = ['gauge', 'sum', 'histogram', 'exponentialHistogram'].find((each) => fields[each] != null) ?? 'none';
  const data = (fields[kind] ?? {}) as Fields;
  const lines: Lines = [
    ['kind', data.isMonotonic ? `${kind}, monotonic` : kind],
    ['temporality', enumName(TEMPORALITIES, data.aggregationTemporality)],
    ['unit', text(fields, 'unit')],
    ['description', text(fields, 'description')],
    ...originLines(scope, resource),
  ];
  if (isOfRuntime(scope)) return lines;
  const seen = new Map<string, number>();
  for (const point of list(data, 'dataPoints')) {
    const name = `point of${attributeLines('', point).map(([key, value]) => `${key}=${value}`)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    lines.push([count === 1 ? name : `${name} (${count})`, pointValue(point)]);
  }
  return lines;

  function pointValue(point: Fields): string {
    if (kind !== 'histogram') return `${point.asInt ?? point.asDouble ?? 'nothing'}`;
    const value = `count ${integer(point, 'count')}, bounds ${point.explicitBounds}`;
    return /^m?s$/.test(text(fields, 'unit')) ? value : `${value}, sum ${point.sum}`;
  }
}

function isOfRuntime(scope: Fields): boolean {
  return text((scope.scope ?? {}) as Fields, 'name') === '@opentelemetry/instrumentation-runtime-node';
}
