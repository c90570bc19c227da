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
 * time.
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
  // How much was sent by then is a matter of time.
  const isOfSender = (scope.scope as Fields | undefined)?.name === '@spanwise/otlp';
  const seen = new Map<string, number>();
  for (const point of list(data, 'dataPoints')) {
    const name = `point of${attributeLines('', point).map(([key, value]) => `${key}=${value}`)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    lines.push([count === 1 ? name : `${name} (${count})`, isOfSender ? 'measured' : pointValue(point)]);
  }
  return lines;

  function pointValue(point: Fields): string {
    // Of the two, one was sent; the other is there by inheritance.
    if (kind !== 'histogram') return `${Object.hasOwn(point, 'asInt') ? point.asInt : point.asDouble}`;
    const value = `count ${integer(point, 'count')}, bounds ${point.explicitBounds}`;
    return /^m?s$/.test(text(fields, 'unit')) ? value : `${value}, sum ${point.sum}`;
  }
}
