/** An integer of 64 bits: a number while that is exact, a bigint beyond ±(2^53 - 1). */
export type Integer = number | bigint;

/** One of the three signals of OTLP, named as in the URL path `/v1/<signal>`. */
export type Signal = 'traces' | 'logs' | 'metrics';

/**
 * Attributes by key: strings, booleans, numbers (`bigint` for integers that a number cannot hold), `Uint8Array` for
 * bytes, arrays and records of these; `null` for a value that was sent empty.
 */
export type ReceivedAttributes = Record<string, unknown>;

export interface ReceivedScope {
  name: string;
  version: string;
  /** Only when the scope has attributes. */
  attributes?: ReceivedAttributes;
  /** Only when the scope names its schema. */
  schemaUrl?: string;
}

export type SpanKind = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

export interface ReceivedEvent {
  name: string;
  timeUnixNano: bigint;
  attributes: ReceivedAttributes;
  droppedAttributesCount: number;
}

export interface ReceivedLink {
  traceId: string;
  spanId: string;
  traceState: string;
  flags: number;
  attributes: ReceivedAttributes;
  droppedAttributesCount: number;
}

export interface ReceivedSpan {
  /** 32 lower-case hex digits. */
  traceId: string;
  /** 16 lower-case hex digits. */
  spanId: string;
  /** 16 lower-case hex digits; absent on a root span. */
  parentSpanId?: string;
  traceState: string;
  flags: number;
  name: string;
  kind: SpanKind;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: ReceivedAttributes;
  droppedAttributesCount: number;
  events: ReceivedEvent[];
  droppedEventsCount: number;
  links: ReceivedLink[];
  droppedLinksCount: number;
  status: { code: 'UNSET' | 'OK' | 'ERROR'; message: string };
  /** Attributes of the resource that made the span. */
  resource: ReceivedAttributes;
  scope: ReceivedScope;
}

export interface ReceivedLog {
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  body: unknown;
  eventName: string;
  attributes: ReceivedAttributes;
  droppedAttributesCount: number;
  /** 32 lower-case hex digits; absent when the record was made outside of a span. */
  traceId?: string;
  /** 16 lower-case hex digits; absent when the record was made outside of a span. */
  spanId?: string;
  flags: number;
  resource: ReceivedAttributes;
  scope: ReceivedScope;
}

export interface ReceivedExemplar {
  timeUnixNano: bigint;
  value?: Integer;
  traceId?: string;
  spanId?: string;
  attributes: ReceivedAttributes;
}

export interface ExponentialBuckets {
  offset: number;
  bucketCounts: Integer[];
}

/** One data point. Which of the optional fields are there follows from the metric's `type`. */
export interface ReceivedPoint {
  attributes: ReceivedAttributes;
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  /** Bit 0 set: no recorded value. */
  flags: number;
  /** gauge, sum; absent when nothing was recorded. */
  value?: Integer;
  /** histogram, exponentialHistogram, summary. */
  count?: Integer;
  sum?: number;
  min?: number;
  max?: number;
  /** histogram: one more than `explicitBounds`, or both empty. */
  bucketCounts?: Integer[];
  explicitBounds?: number[];
  /** exponentialHistogram. */
  scale?: number;
  zeroCount?: Integer;
  zeroThreshold?: number;
  positive?: ExponentialBuckets;
  negative?: ExponentialBuckets;
  /** summary. */
  quantileValues?: { quantile: number; value: number }[];
  exemplars: ReceivedExemplar[];
}

export interface ReceivedMetric {
  name: string;
  unit: string;
  description: string;
  type: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  /** sum, histogram, exponentialHistogram. */
  temporality?: 'UNSPECIFIED' | 'DELTA' | 'CUMULATIVE';
  /** sum. */
  isMonotonic?: boolean;
  points: ReceivedPoint[];
  resource: ReceivedAttributes;
  scope: ReceivedScope;
}

export type ReceivedBatch =
  | { signal: 'traces'; spans: ReceivedSpan[] }
  | { signal: 'logs'; logs: ReceivedLog[] }
  | { signal: 'metrics'; metrics: ReceivedMetric[] };
