import type {
  ExponentialBuckets,
  ReceivedAttributes,
  ReceivedExemplar,
  ReceivedMetric,
  ReceivedPoint,
  ReceivedScope,
} from './received.ts';
import {
  type Fields,
  has,
  readAttributes,
  readBoolean,
  readDouble,
  readDoubles,
  readEnum,
  readFields,
  readId,
  readInt32,
  readInt64,
  readList,
  readString,
  readTime,
  readUint32,
  readUint64,
  readUint64s,
} from './values.ts';

const TEMPORALITIES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'] as const;

function readNumber(from: Fields): Pick<ReceivedPoint, 'value'> {
  if (has(from, 'asInt')) return { value: readInt64(from, 'asInt') };
  if (has(from, 'asDouble')) return { value: readDouble(from, 'asDouble') };
  return {};
}

function readExemplar(exemplar: Fields): ReceivedExemplar {
  const traceId = readId(exemplar, 'traceId', 16);
  const spanId = readId(exemplar, 'spanId', 8);
  return {
    timeUnixNano: readTime(exemplar, 'timeUnixNano'),
    ...readNumber(exemplar),
    ...(traceId && { traceId }),
    ...(spanId && { spanId }),
    attributes: readAttributes(exemplar, 'filteredAttributes'),
  };
}

function readPoint(point: Fields): ReceivedPoint {
  return {
    attributes: readAttributes(point, 'attributes'),
    startTimeUnixNano: readTime(point, 'startTimeUnixNano'),
    timeUnixNano: readTime(point, 'timeUnixNano'),
    flags: readUint32(point, 'flags'),
    exemplars: readList(point, 'exemplars').map(readExemplar),
  };
}

function readStatistics(point: Fields): Pick<ReceivedPoint, 'count' | 'sum' | 'min' | 'max'> {
  return {
    count: readUint64(point, 'count'),
    ...(has(point, 'sum') && { sum: readDouble(point, 'sum') }),
    ...(has(point, 'min') && { min: readDouble(point, 'min') }),
    ...(has(point, 'max') && { max: readDouble(point, 'max') }),
  };
}

function readBuckets(point: Fields, field: string): ExponentialBuckets {
  const buckets = readFields(point, field);
  return { offset: readInt32(buckets, 'offset'), bucketCounts: readUint64s(buckets, 'bucketCounts') };
}

type Data = Pick<ReceivedMetric, 'type' | 'temporality' | 'isMonotonic' | 'points'>;

function readTemporality(data: Fields): NonNullable<ReceivedMetric['temporality']> {
  return readEnum(data, 'aggregationTemporality', TEMPORALITIES, 'AGGREGATION_TEMPORALITY_');
}

const READERS: Record<ReceivedMetric['type'], (data: Fields) => Omit<Data, 'type'>> = {
  gauge: (data) => ({
    points: readList(data, 'dataPoints').map((point) => ({ ...readPoint(point), ...readNumber(point) })),
  }),
  sum: (data) => ({
    temporality: readTemporality(data),
    isMonotonic: readBoolean(data, 'isMonotonic'),
    points: readList(data, 'dataPoints').map((point) => ({ ...readPoint(point), ...readNumber(point) })),
  }),
  histogram: (data) => ({
    temporality: readTemporality(data),
    points: readList(data, 'dataPoints').map((point) => ({
      ...readPoint(point),
      ...readStatistics(point),
      bucketCounts: readUint64s(point, 'bucketCounts'),
      explicitBounds: readDoubles(point, 'explicitBounds'),
    })),
  }),
  exponentialHistogram: (data) => ({
    temporality: readTemporality(data),
    points: readList(data, 'dataPoints').map((point) => ({
      ...readPoint(point),
      ...readStatistics(point),
      scale: readInt32(point, 'scale'),
      zeroCount: readUint64(point, 'zeroCount'),
      zeroThreshold: readDouble(point, 'zeroThreshold'),
      positive: readBuckets(point, 'positive'),
      negative: readBuckets(point, 'negative'),
    })),
  }),
  summary: (data) => ({
    points: readList(data, 'dataPoints').map((point) => ({
      ...readPoint(point),
      count: readUint64(point, 'count'),
      sum: readDouble(point, 'sum'),
      quantileValues: readList(point, 'quantileValues').map((value) => ({
        quantile: readDouble(value, 'quantile'),
        value: readDouble(value, 'value'),
      })),
    })),
  }),
};

const TYPES = Object.keys(READERS) as ReceivedMetric['type'][];

/** Reads the metrics of one scope. A metric whose data is of no known type (a newer OTLP) is left out. */
export function readMetrics(content: {
  resource: ReceivedAttributes;
  scope: ReceivedScope;
  items: Fields[];
}): ReceivedMetric[] {
  return content.items.flatMap((metric) => {
    const type = TYPES.find((name) => has(metric, name));
    if (type === undefined) return [];
    return {
      name: readString(metric, 'name'),
      unit: readString(metric, 'unit'),
      description: readString(metric, 'description'),
      type,
      ...READERS[type](readFields(metric, type)),
      resource: content.resource,
      scope: content.scope,
    };
  });
}
