import { above, type Limit } from './limit.ts';

const trace = 'google.devtools.cloudtrace.v2.TraceService';
const monitoring = 'google.monitoring.v3.MetricService';
const logging = 'google.logging.v2.LoggingServiceV2';

export type Method =
  | 'BatchWriteSpans'
  | 'CreateTimeSeries'
  | 'CreateServiceTimeSeries'
  | 'CreateMetricDescriptor'
  | 'WriteLogEntries';

/** The services that have the methods which write. */
export const services: Readonly<Record<Method, string>> = {
  BatchWriteSpans: trace,
  CreateTimeSeries: monitoring,
  CreateServiceTimeSeries: monitoring,
  CreateMetricDescriptor: monitoring,
  WriteLogEntries: logging,
};

interface Timestamp {
  seconds?: number;
  nanos?: number;
}

/** A span as Cloud Trace has it: what is not set is not there, here and below. */
export interface CloudSpan {
  name?: string;
  displayName?: { value?: string };
  endTime?: Timestamp;
  attributes?: { attributeMap?: Record<string, { stringValue?: { value?: string } }> };
  timeEvents?: { timeEvent?: unknown[] };
}

export interface TimeSeries {
  metric?: { type?: string; labels?: Record<string, string> };
  resource?: { type?: string; labels?: Record<string, string> };
  metricKind?: string;
  points?: {
    interval?: { startTime?: Timestamp; endTime?: Timestamp };
    value?: { int64Value?: number; doubleValue?: number; distributionValue?: { bucketCounts?: unknown[] } };
  }[];
}

export interface LogEntry {
  logName?: string;
  textPayload?: string;
  labels?: Record<string, string>;
}

/** The message of any of the methods. */
export interface CloudBody {
  spans?: CloudSpan[];
  timeSeries?: TimeSeries[];
  metricDescriptor?: { type?: string; labels?: unknown[] };
  logName?: string;
  entries?: LogEntry[];
}

export interface CloudRequest {
  method: Method;
  bytes: number;
  body: CloudBody;
  /** When the last point of each series ended, in seconds since 1970. */
  lastPoints: ReadonlyMap<string, number>;
}

const traceQuotas = 'https://cloud.google.com/trace/docs/quotas';
const monitoringQuotas = 'https://cloud.google.com/monitoring/quotas';
const loggingQuotas = 'https://cloud.google.com/logging/quotas';
const seriesReference = 'https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/create';

const day = 86_400;

const spanLimits: Limit<CloudRequest>[] = [
  {
    allows: 'a span is named projects/<id>/traces/<32 hex digits>/spans/<16 hex digits>',
    source: 'https://cloud.google.com/trace/docs/reference/v2/rest/v2/projects.traces/batchWrite',
    broken: ({ body }) =>
      spansOf(body)
        .map(({ name }) => String(name))
        .find((name) => !/^projects\/[^/]+\/traces\/[0-9a-f]{32}\/spans\/[0-9a-f]{16}$/.test(name)),
  },
  {
    allows: '25,000 spans a request',
    source: traceQuotas,
    broken: ({ body }) => above(25_000, [['spans', spansOf(body).length]]),
  },
  {
    allows: '128 bytes for the name of a span',
    source: traceQuotas,
    broken: ({ body }) =>
      above(
        128,
        spansOf(body).map((span) => ['name', byteLength(span.displayName?.value)]),
      ),
  },
  {
    allows: '32 attributes for a span',
    source: traceQuotas,
    broken: ({ body }) =>
      above(
        32,
        spansOf(body).map((span) => ['attributes', attributesOf(span).length]),
      ),
  },
  {
    allows: '128 bytes for the key of an attribute',
    source: traceQuotas,
    broken: ({ body }) =>
      above(
        128,
        spansOf(body)
          .flatMap(attributesOf)
          .map(([key]) => [key, byteLength(key)]),
      ),
  },
  {
    allows: '256 bytes for the value of an attribute',
    source: traceQuotas,
    broken: ({ body }) =>
      above(
        256,
        spansOf(body)
          .flatMap(attributesOf)
          .map(([key, value]) => [key, byteLength(value.stringValue?.value)]),
      ),
  },
  {
    allows: '128 events for a span',
    source: traceQuotas,
    broken: ({ body }) =>
      above(
        128,
        spansOf(body).map((span) => ['events', span.timeEvents?.timeEvent?.length ?? 0]),
      ),
  },
  {
    allows: 'spans of the last 14 days and the next 3',
    source: traceQuotas,
    broken: ({ body }) => {
      const now = Date.now() / 1000;
      const ends = spansOf(body).map(({ endTime }) => secondsOf(endTime));
      return ends.some((end) => end < now - 14 * day || end > now + 3 * day) ? 'another time' : undefined;
    },
  },
];

const seriesLimits: Limit<CloudRequest>[] = [
  {
    allows: '200 time series a request',
    source: monitoringQuotas,
    broken: ({ body }) => above(200, [['series', timeSeriesOf(body).length]]),
  },
  {
    allows: 'one point of each time series a request',
    source: seriesReference,
    broken: (request) => {
      const keys = seriesIn(request).map(({ key }) => key);
      if (timeSeriesOf(request.body).some(({ points = [] }) => points.length !== 1))
        return 'a series with more or none';
      const twice = keys.find((key, index) => keys.indexOf(key) !== index);
      return twice === undefined ? undefined : `a series twice, ${twice}`;
    },
  },
  {
    allows: 'a point of a time series every 5 s, in order',
    source: monitoringQuotas,
    broken: (request) =>
      seriesIn(request)
        .filter(({ key, end }) => end < (request.lastPoints.get(key) ?? Number.NEGATIVE_INFINITY) + 5)
        .map(({ key, end }) => `one ${end - request.lastPoints.get(key)!} s after the last, ${key}`)[0],
  },
  {
    allows: 'a point of a total that ends after it starts, and one of a gauge that has no start',
    source: 'https://cloud.google.com/monitoring/api/ref_v3/rest/v3/TimeInterval',
    broken: ({ body }) => {
      const wrong = timeSeriesOf(body).find(({ metricKind, points = [] }) => {
        const { startTime, endTime } = points[0]?.interval ?? {};
        const [start, end] = [secondsOf(startTime ?? endTime), secondsOf(endTime)];
        return metricKind === 'CUMULATIVE' ? start >= end : start !== end;
      });
      return wrong === undefined ? undefined : `the other of ${wrong.metric?.type}`;
    },
  },
  {
    allows: '30 labels for a metric',
    source: monitoringQuotas,
    broken: ({ body }) =>
      above(
        30,
        labelsOf(body).map(({ type, labels }) => [type, labels.length]),
      ),
  },
  {
    allows: '100 characters for the key of a label',
    source: monitoringQuotas,
    broken: ({ body }) =>
      above(
        100,
        labelsOf(body).flatMap(({ labels }) => labels.map(([key]) => [key, key.length])),
      ),
  },
  {
    allows: 'keys of labels from letters, digits and _',
    source: 'https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.metricDescriptors#LabelDescriptor',
    broken: ({ body }) =>
      labelsOf(body)
        .flatMap(({ labels }) => labels.map(([key]) => key))
        .find((key) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key)),
  },
  {
    allows: '1,024 bytes for the value of a label',
    source: monitoringQuotas,
    broken: ({ body }) =>
      above(
        1024,
        labelsOf(body).flatMap(({ labels }) => labels.map(([key, value]) => [key, byteLength(value)])),
      ),
  },
  {
    allows: '200 buckets for a histogram',
    source: monitoringQuotas,
    broken: ({ body }) =>
      above(
        200,
        timeSeriesOf(body).map(({ metric, points = [] }) => [
          String(metric?.type),
          points[0]?.value?.distributionValue?.bucketCounts?.length ?? 0,
        ]),
      ),
  },
];

const logLimits: Limit<CloudRequest>[] = [
  {
    allows: '10 MB a request',
    source: loggingQuotas,
    broken: ({ bytes }) => above(10_000_000, [['bytes', bytes]]),
  },
  {
    allows: '256 kB for an entry',
    source: loggingQuotas,
    broken: ({ body }) =>
      above(
        262_144,
        entriesOf(body).map((entry) => ['bytes', byteLength(JSON.stringify(entry))]),
      ),
  },
  {
    allows: '64 labels for an entry',
    source: loggingQuotas,
    broken: ({ body }) =>
      above(
        64,
        entriesOf(body).map(({ labels }) => ['labels', Object.keys(labels ?? {}).length]),
      ),
  },
  {
    allows: '512 bytes for the key of a label',
    source: loggingQuotas,
    broken: ({ body }) =>
      above(
        512,
        entriesOf(body).flatMap(({ labels }) => Object.keys(labels ?? {}).map((key) => [key, byteLength(key)])),
      ),
  },
  {
    allows: '64 kB for the value of a label',
    source: loggingQuotas,
    broken: ({ body }) =>
      above(
        65_536,
        entriesOf(body).flatMap(({ labels }) =>
          Object.entries(labels ?? {}).map(([key, value]): [string, number] => [key, byteLength(value)]),
        ),
      ),
  },
  {
    allows: 'entries with the name of a log: projects/<id>/logs/<name>',
    source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry',
    broken: ({ body }) =>
      entriesOf(body)
        .map(({ logName }) => String(logName ?? body.logName))
        .find((name) => !/^projects\/[^/]+\/logs\/[\w.%/-]{1,511}$/.test(name)),
  },
];

/** The limits of each method. */
export const cloudLimits: Record<Method, readonly Limit<CloudRequest>[]> = {
  BatchWriteSpans: spanLimits,
  CreateTimeSeries: seriesLimits,
  CreateServiceTimeSeries: seriesLimits,
  CreateMetricDescriptor: [
    {
      allows: '30 labels for a metric',
      source: monitoringQuotas,
      broken: ({ body }) => above(30, [['labels', body.metricDescriptor?.labels?.length ?? 0]]),
    },
  ],
  WriteLogEntries: logLimits,
};

/** The time series of a request, with what tells them apart and when their point ends, in seconds since 1970. */
export function seriesIn({ body }: Pick<CloudRequest, 'body'>): { key: string; end: number }[] {
  return timeSeriesOf(body).map(({ metric, resource, points }) => ({
    key: JSON.stringify([metric?.type, sorted(metric?.labels), resource?.type, sorted(resource?.labels)]),
    end: secondsOf(points?.[0]?.interval?.endTime),
  }));
}

function spansOf(body: CloudBody): CloudSpan[] {
  return body.spans ?? [];
}

function timeSeriesOf(body: CloudBody): TimeSeries[] {
  return body.timeSeries ?? [];
}

function entriesOf(body: CloudBody): LogEntry[] {
  return body.entries ?? [];
}

function attributesOf(span: CloudSpan): [string, { stringValue?: { value?: string } }][] {
  return Object.entries(span.attributes?.attributeMap ?? {});
}

function labelsOf(body: CloudBody): { type: string; labels: [string, string][] }[] {
  return timeSeriesOf(body).map(({ metric }) => ({
    type: String(metric?.type),
    labels: Object.entries(metric?.labels ?? {}),
  }));
}

function sorted(labels: object | null | undefined): [string, unknown][] {
  return Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function secondsOf(time: Timestamp | undefined): number {
  return (time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
}

function byteLength(text: unknown): number {
  return Buffer.byteLength(typeof text === 'string' ? text : '');
}
