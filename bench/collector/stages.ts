/** A gateway with some of its stages. */
export interface Stage {
  readonly name: string;
  /** What it does beyond the stage before it, for the table. */
  readonly what: string;
  /** Laid over gateway.yaml and backends/otlp.yaml. */
  readonly overlay: string;
  readonly env: Record<string, string>;
}

const everything = { SAMPLING_PROCESSORS: '[]' };

/** Each with what the one before it has, and one thing more. */
export const stages: readonly Stage[] = [
  {
    name: 'forward',
    what: 'receive (protobuf over HTTP), limit memory, send in batches from a queue in memory',
    overlay: `${overlay(['memory_limiter'], [])}
exporters:
  otlp_http/backend: {sending_queue: {storage: null}}`,
    env: everything,
  },
  {
    name: 'queue on disk',
    what: 'the queue on disk, without `fsync`, kept below 16 MB: as much is delivered as is taken',
    overlay: overlay(['memory_limiter'], []),
    env: everything,
  },
  {
    name: 'redaction',
    what: 'resource clean-up and redaction',
    overlay: overlay(['memory_limiter', 'resource/clean', 'redaction'], []),
    env: everything,
  },
  {
    name: 'span metrics',
    what: '`span_metrics`: requests, errors, durations by service and operation',
    overlay: overlay(['memory_limiter', 'resource/clean', 'redaction'], ['span_metrics']),
    env: everything,
  },
  {
    name: 'service graph',
    what: '`service_graph`: who calls whom',
    overlay: overlay(['memory_limiter', 'resource/clean', 'redaction'], ['span_metrics', 'service_graph']),
    env: everything,
  },
  {
    name: 'usage',
    what: '`signal_to_metrics`: spans and bytes by service, tenant and cost centre',
    overlay: '{}',
    env: everything,
  },
  {
    name: 'tail sampling',
    what: '`tail_sampling` that keeps 10 %: the gateway as it is shipped, in production',
    overlay: '{}',
    env: { SAMPLING_PERCENTAGE: '10', SAMPLING_TRACES: '500000' },
  },
];

function overlay(processors: readonly string[], meters: readonly string[]): string {
  // A connector must be used at both its ends or not at all.
  const derived = meters.length === 0 ? ['prometheus/self'] : meters;
  return `
service:
  pipelines:
    traces: {processors: [${processors.join(', ')}], exporters: [${[...meters, 'forward/sampling'].join(', ')}]}
    metrics/derived: {receivers: [${derived.join(', ')}]}`;
}
