import type { ReceivedBatch, ReceivedMetric, ReceivedSpan, Signal } from '@spanwise/cli';
import protobuf from 'protobufjs';
import { above, type Limit } from './limit.ts';

/** A request to an OTLP intake. */
export interface OtlpRequest {
  signal: Signal;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bytes as they came, perhaps packed. */
  packed: number;
  /** The protobuf message. */
  body: Uint8Array;
  batch: ReceivedBatch;
}

const cloudwatch = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html';
const datadogMetrics = 'https://docs.datadoghq.com/api/latest/metrics/#submit-metrics';
const datadogLogs = 'https://docs.datadoghq.com/api/latest/logs/#send-logs';
const datadogOtlp = 'https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/metrics/';
const telemetryApi = 'https://cloud.google.com/stackdriver/quotas#telemetry-api-limits';
const azureOtlp = 'https://learn.microsoft.com/azure/azure-monitor/containers/opentelemetry-protocol-ingestion';
const azureLimits = 'https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api';

const hour = 3_600_000_000_000n;

/** The limits of X-Ray's intake. That requests are signed is not among them: the tests' collector cannot sign. */
const xray: readonly Limit<OtlpRequest>[] = [
  {
    allows: 'traces on /v1/traces',
    source: cloudwatch,
    broken: ({ path }) => (path === '/v1/traces' ? undefined : path),
  },
  {
    allows: 'gzip or no packing',
    source: cloudwatch,
    broken: ({ headers }) => other(headers['content-encoding'], [undefined, 'identity', 'gzip']),
  },
  { allows: '5 MB a request', source: cloudwatch, broken: ({ body }) => above(5_000_000, [['bytes', body.length]]) },
  {
    allows: '10,000 spans a request',
    source: cloudwatch,
    broken: ({ batch }) => above(10_000, [['spans', spansOf(batch).length]]),
  },
  {
    allows: '200 kB for a span',
    source: cloudwatch,
    broken: ({ body }) =>
      above(
        200_000,
        lengthsOf(body, [1, 2, 2]).map((length) => ['bytes', length]),
      ),
  },
  {
    allows: '16 kB for a resource and its scope',
    source: cloudwatch,
    broken: ({ body }) => {
      const resources = lengthsOf(body, [1, 1]);
      const scopes = lengthsOf(body, [1, 2, 1]);
      return above(16_384, [['bytes', Math.max(0, ...resources) + Math.max(0, ...scopes)]]);
    },
  },
  {
    allows: 'spans of the last 14 days and the next 2 hours',
    source: cloudwatch,
    broken: ({ batch }) => {
      const now = BigInt(Date.now()) * 1_000_000n;
      const wrong = spansOf(batch).find(
        ({ startTimeUnixNano: start }) => start < now - 14n * 24n * hour || start > now + 2n * hour,
      );
      return wrong === undefined
        ? undefined
        : `one of ${new Date(Number(wrong.startTimeUnixNano / 1_000_000n)).toISOString()}`;
    },
  },
  {
    allows: '24 hours between the spans of a request',
    source: cloudwatch,
    broken: ({ batch }) => {
      const starts = spansOf(batch).map(({ startTimeUnixNano }) => startTimeUnixNano);
      starts.sort((a, b) => Number(a - b));
      const [first = 0n, last = 0n] = [starts[0], starts.at(-1)];
      return last - first > 24n * hour ? `${(last - first) / hour}` : undefined;
    },
  },
];

/** The limits of Datadog's intake. */
const datadog: readonly Limit<OtlpRequest>[] = [
  {
    allows: 'requests with a key in dd-api-key',
    source: datadogOtlp,
    broken: ({ headers }) => (headers['dd-api-key'] ? undefined : 'none'),
  },
  {
    allows: 'protobuf on /v1/traces, /v1/metrics and /v1/logs',
    source: datadogOtlp,
    broken: ({ path, headers, signal }) =>
      path === `/v1/${signal}` && headers['content-type'] === 'application/x-protobuf'
        ? undefined
        : `${path} ${headers['content-type']}`,
  },
  {
    allows: 'differences, no totals',
    source: datadogOtlp,
    broken: ({ batch }) => metricsOf(batch).find((metric) => isTotal(metric))?.name,
  },
  {
    allows: '512,000 bytes of metrics a request, packed',
    source: datadogMetrics,
    broken: ({ signal, packed }) => (signal === 'metrics' ? above(512_000, [['bytes', packed]]) : undefined),
  },
  {
    allows: '5,242,880 bytes of metrics a request, unpacked',
    source: datadogMetrics,
    broken: ({ signal, body }) => (signal === 'metrics' ? above(5_242_880, [['bytes', body.length]]) : undefined),
  },
  {
    allows: '5 MB of logs a request, unpacked',
    source: datadogLogs,
    broken: ({ signal, body }) => (signal === 'logs' ? above(5_000_000, [['bytes', body.length]]) : undefined),
  },
  {
    allows: '1 MB for a log record',
    source: datadogLogs,
    broken: ({ signal, body }) =>
      signal === 'logs'
        ? above(
            1_000_000,
            lengthsOf(body, [1, 2, 2]).map((length) => ['bytes', length]),
          )
        : undefined,
  },
];

/** The limits of Google's Telemetry API. That requests have a token is not among them: the tests' collector has none. */
const gcp: readonly Limit<OtlpRequest>[] = [
  {
    allows: 'resources with the attribute gcp.project_id',
    source: 'https://cloud.google.com/stackdriver/docs/reference/telemetry/overview',
    broken: ({ batch }) =>
      resourcesOf(batch).every((resource) => resource['gcp.project_id'] !== undefined) ? undefined : 'one without',
  },
  {
    allows: '1,024 bytes for the name of a span',
    source: telemetryApi,
    broken: ({ batch }) =>
      above(
        1024,
        spansOf(batch).map(({ name }) => ['name', Buffer.byteLength(name)]),
      ),
  },
  {
    allows: '1,024 attributes for a span',
    source: telemetryApi,
    broken: ({ batch }) =>
      above(
        1024,
        spansOf(batch).map(({ name, attributes }) => [name, Object.keys(attributes).length]),
      ),
  },
  {
    allows: '1,024 attributes for a resource',
    source: telemetryApi,
    broken: ({ batch }) =>
      above(
        1024,
        resourcesOf(batch).map((resource) => ['attributes', Object.keys(resource).length]),
      ),
  },
  {
    allows: '512 bytes for the key of an attribute',
    source: telemetryApi,
    broken: ({ batch }) =>
      above(
        512,
        spansOf(batch).flatMap(({ attributes }) => Object.keys(attributes).map((key) => [key, Buffer.byteLength(key)])),
      ),
  },
  {
    allows: '64 KiB for the value of an attribute',
    source: telemetryApi,
    broken: ({ batch }) =>
      above(
        65_536,
        spansOf(batch).flatMap(({ attributes }) =>
          Object.entries(attributes).map(([key, value]): [string, number] => [key, Buffer.byteLength(String(value))]),
        ),
      ),
  },
  {
    allows: '200 points a request',
    source: 'https://cloud.google.com/monitoring/quotas',
    broken: ({ batch }) => above(200, [['points', metricsOf(batch).flatMap(({ points }) => points).length]]),
  },
];

/** The limits of Azure Monitor's intake. That requests have a token is not among them, as above. */
const azure: readonly Limit<OtlpRequest>[] = [
  {
    allows: 'paths of a data collection rule and the stream of the signal',
    source: azureOtlp,
    broken: ({ path, signal }) => {
      const stream = {
        traces: 'Microsoft-OTLP-Traces',
        logs: 'Microsoft-OTLP-Logs',
        metrics: 'Custom-Metrics-[\\w-]+',
      };
      const expected = new RegExp(
        `^/dataCollectionRules/dcr-[0-9a-f]{32}/streams/${stream[signal]}/otlp/v1/${signal}$`,
      );
      return expected.test(path) ? undefined : path;
    },
  },
  { allows: '1 MB a call', source: azureLimits, broken: ({ body }) => above(1_000_000, [['bytes', body.length]]) },
];

/** The limits of each intake. */
export const otlpLimits: Record<'xray' | 'datadog' | 'gcp' | 'azure', readonly Limit<OtlpRequest>[]> = {
  xray,
  datadog,
  gcp,
  azure,
};

function spansOf(batch: ReceivedBatch): ReceivedSpan[] {
  return batch.signal === 'traces' ? batch.spans : [];
}

function metricsOf(batch: ReceivedBatch): ReceivedMetric[] {
  return batch.signal === 'metrics' ? batch.metrics : [];
}

function resourcesOf(batch: ReceivedBatch): Record<string, unknown>[] {
  const records = batch.signal === 'traces' ? batch.spans : batch.signal === 'logs' ? batch.logs : batch.metrics;
  return records.map(({ resource }) => resource);
}

/** Whether a counter or a histogram counts from its start instead of from the last point. */
function isTotal(metric: ReceivedMetric): boolean {
  return metric.temporality === 'CUMULATIVE' && (metric.type !== 'sum' || metric.isMonotonic === true);
}

function other(value: unknown, expected: readonly unknown[]): string | undefined {
  return expected.includes(value) ? undefined : String(value);
}

/** The lengths of all messages that a path of field numbers leads to, in bytes. */
function lengthsOf(bytes: Uint8Array, path: readonly number[]): number[] {
  if (path.length === 0) return [bytes.length];
  const reader = protobuf.Reader.create(bytes);
  const lengths: number[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((path[0]! << 3) | 2)) lengths.push(...lengthsOf(reader.bytes(), path.slice(1)));
    else reader.skipType(tag & 7);
  }
  return lengths;
}
