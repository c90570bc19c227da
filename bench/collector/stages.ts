/** A gateway with some of its stages. */
export interface Stage {
  readonly name: string;
  /** What it does beyond the stage before it, for the table. */
  readonly what: string;
  /** Files of collector-config/ and text that are laid over gateway.yaml and backends/otlp.yaml. */
  readonly configs: readonly string[];
  readonly isSampled?: true;
}

const everything = 'sampling/none.yaml';

/** Each with what the one before it has, and one thing more. */
export const stages: readonly Stage[] = [
  {
    name: 'forward',
    what: 'receive (protobuf over HTTP), limit memory, send in batches from a queue in memory',
    configs: [
      everything,
      `${overlay(['memory_limiter'], [])}
exporters:
  otlp_http/backend: {sending_queue: {storage: null}}`,
    ],
  },
  {
    name: 'queue on disk',
    what: 'the queue on disk, without `fsync`, kept below 16 MB: as much is delivered as is taken',
    configs: [everything, overlay(['memory_limiter'], [])],
  },
  {
    name: 'redaction',
    what: 'resource clean-up and redaction',
    configs: [everything, overlay(['memory_limiter', 'resource/clean', 'redaction'], [])],
  },
  {
    name: 'span metrics',
    what: '`span_metrics`: requests, errors, durations by service and operation',
    configs: [everything, overlay(['memory_limiter', 'resource/clean', 'redaction'], ['span_metrics'])],
  },
  {
    name: 'service graph',
    what: '`service_graph`: who calls whom',
    configs: [
      everything,
      overlay(['memory_limiter', 'resource/clean', 'redaction'], ['span_metrics', 'service_graph']),
    ],
  },
  {
    name: 'usage',
    what: '`signal_to_metrics`: spans and bytes by service, tenant and cost centre',
    configs: [everything],
  },
  {
    name: 'tail sampling in memory',
    what: '`tail_sampling` that keeps 10 %, with `sampling/memory.yaml`',
    configs: ['sampling/memory.yaml'],
    isSampled: true,
  },
  {
    name: 'tail sampling',
    what: 'what waits for a decision is on disk as well: the gateway as it is shipped, in production',
    configs: [],
    isSampled: true,
  },
];

function overlay(processors: readonly string[], meters: readonly string[]): string {
  // A connector must be used at both its ends or not at all.
  const derived = meters.length === 0 ? ['prometheus/self'] : meters;
  return `yaml:
service:
  pipelines:
    traces: {processors: [${processors.join(', ')}], exporters: [${[...meters, 'forward/sampling'].join(', ')}]}
    metrics/derived: {receivers: [${derived.join(', ')}]}`;
}
