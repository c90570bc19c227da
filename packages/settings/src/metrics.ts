export const metrics = {
  title: 'Metrics',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#metrics-sdk-configuration',
  settings: {
    OTEL_METRIC_EXPORT_INTERVAL: {
      type: 'duration',
      min: 1,
      default: 60000,
      about: 'The time between the starts of two exports.',
    },
    OTEL_METRIC_EXPORT_TIMEOUT: {
      type: 'timeout',
      default: 30000,
      about: 'How long collecting for one export may take; never more than `OTEL_METRIC_EXPORT_INTERVAL`.',
    },
    OTEL_METRICS_EXEMPLAR_FILTER: {
      type: 'enum',
      values: ['always_on', 'always_off', 'trace_based'],
      default: 'trace_based',
      about: 'Which measurements may become exemplars.',
      engines: [],
      instead: 'leave it out: the metrics SDK for Node.js records no exemplars',
    },
  },
} as const;

export const otlpMetricsExporter = {
  title: 'OTLP metrics exporter',
  link: 'https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration',
  settings: {
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
      type: 'enum',
      values: ['cumulative', 'delta', 'lowmemory'],
      default: 'cumulative',
      about: 'Whether sums and histograms count from the start of the process or from the last export.',
    },
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
      type: 'enum',
      values: ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
      default: 'explicit_bucket_histogram',
      about: 'How histograms choose their buckets.',
    },
  },
} as const;

export const prometheusExporter = {
  title: 'Prometheus exporter',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#prometheus-exporter',
  settings: {
    OTEL_EXPORTER_PROMETHEUS_HOST: {
      type: 'string',
      default: 'localhost',
      about: 'The address that the scrape endpoint listens on; `0.0.0.0` lets a scraper on another machine in.',
    },
    OTEL_EXPORTER_PROMETHEUS_PORT: {
      type: 'integer',
      max: 65535,
      default: 9464,
      about: 'The port of the scrape endpoint.',
    },
  },
} as const;
