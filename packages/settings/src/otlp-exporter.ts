export const otlpExporter = {
  title: 'OTLP exporter',
  link: 'https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options',
  settings: {
    OTEL_EXPORTER_OTLP_ENDPOINT: {
      type: 'url',
      target: true,
      unset: '`http://localhost:4318`, with gRPC `http://localhost:4317`',
      about: "The collector's url; over HTTP `/v1/traces`, `/v1/metrics` or `/v1/logs` is added to its path.",
    },
    OTEL_EXPORTER_OTLP_PROTOCOL: {
      type: 'enum',
      values: ['http/protobuf', 'http/json', 'grpc'],
      default: 'http/protobuf',
      about: 'The encoding and transport.',
    },
    OTEL_EXPORTER_OTLP_HEADERS: {
      type: 'map',
      headers: true,
      secret: true,
      about: 'Headers of every request (gRPC: metadata), such as `api-key=secret`; values are never shown.',
    },
    OTEL_EXPORTER_OTLP_TIMEOUT: { type: 'timeout', default: 10000, about: 'How long one request may take.' },
    OTEL_EXPORTER_OTLP_COMPRESSION: {
      type: 'enum',
      values: ['none', 'gzip'],
      default: 'none',
      about: 'Whether requests are compressed.',
    },
    OTEL_EXPORTER_OTLP_CERTIFICATE: {
      type: 'path',
      unset: 'the certificates of Node.js',
      about: "A PEM file with the certificates to trust when the collector's is checked.",
    },
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: {
      type: 'path',
      about: 'A PEM file with the certificate chain that the client presents.',
    },
    OTEL_EXPORTER_OTLP_CLIENT_KEY: {
      type: 'path',
      about: 'A PEM file with the private key of the client certificate.',
    },
    OTEL_EXPORTER_OTLP_INSECURE: {
      type: 'boolean',
      default: false,
      about: 'Plain text for a gRPC endpoint without a scheme; `http://` and `https://` say it themselves.',
    },
  },
} as const;

export const otlpTraces = {
  title: 'OTLP exporter, traces only',
  link: 'https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options',
  settings: {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
      type: 'url',
      target: true,
      fallback: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      about: 'The url for spans; over HTTP it is used as it is, nothing is added.',
    },
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: {
      type: 'enum',
      values: ['http/protobuf', 'http/json', 'grpc'],
      fallback: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      about: 'The encoding and transport of spans.',
    },
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: {
      type: 'map',
      headers: true,
      secret: true,
      fallback: 'OTEL_EXPORTER_OTLP_HEADERS',
      about: 'Headers for spans; they are added to the general ones and win over those of the same name.',
    },
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: {
      type: 'timeout',
      fallback: 'OTEL_EXPORTER_OTLP_TIMEOUT',
      about: 'How long one request with spans may take.',
    },
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: {
      type: 'enum',
      values: ['none', 'gzip'],
      fallback: 'OTEL_EXPORTER_OTLP_COMPRESSION',
      about: 'Whether requests with spans are compressed.',
    },
    OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
      about: 'The certificates to trust, for spans.',
    },
    OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      about: "The client's certificate chain, for spans.",
    },
    OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
      about: "The client's private key, for spans.",
    },
    OTEL_EXPORTER_OTLP_TRACES_INSECURE: {
      type: 'boolean',
      fallback: 'OTEL_EXPORTER_OTLP_INSECURE',
      about: 'Plain text for spans, when the gRPC endpoint has no scheme.',
    },
  },
} as const;

export const otlpMetrics = {
  title: 'OTLP exporter, metrics only',
  link: 'https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options',
  settings: {
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: {
      type: 'url',
      target: true,
      fallback: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      about: 'The url for metrics; over HTTP it is used as it is, nothing is added.',
    },
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: {
      type: 'enum',
      values: ['http/protobuf', 'http/json', 'grpc'],
      fallback: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      about: 'The encoding and transport of metrics.',
    },
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: {
      type: 'map',
      headers: true,
      secret: true,
      fallback: 'OTEL_EXPORTER_OTLP_HEADERS',
      about: 'Headers for metrics; they are added to the general ones and win over those of the same name.',
    },
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: {
      type: 'timeout',
      fallback: 'OTEL_EXPORTER_OTLP_TIMEOUT',
      about: 'How long one request with metrics may take.',
    },
    OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: {
      type: 'enum',
      values: ['none', 'gzip'],
      fallback: 'OTEL_EXPORTER_OTLP_COMPRESSION',
      about: 'Whether requests with metrics are compressed.',
    },
    OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
      about: 'The certificates to trust, for metrics.',
    },
    OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      about: "The client's certificate chain, for metrics.",
    },
    OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
      about: "The client's private key, for metrics.",
    },
    OTEL_EXPORTER_OTLP_METRICS_INSECURE: {
      type: 'boolean',
      fallback: 'OTEL_EXPORTER_OTLP_INSECURE',
      about: 'Plain text for metrics, when the gRPC endpoint has no scheme.',
    },
  },
} as const;

export const otlpLogs = {
  title: 'OTLP exporter, logs only',
  link: 'https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options',
  settings: {
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: {
      type: 'url',
      target: true,
      fallback: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      about: 'The url for log records; over HTTP it is used as it is, nothing is added.',
    },
    OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: {
      type: 'enum',
      values: ['http/protobuf', 'http/json', 'grpc'],
      fallback: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      about: 'The encoding and transport of log records.',
    },
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: {
      type: 'map',
      headers: true,
      secret: true,
      fallback: 'OTEL_EXPORTER_OTLP_HEADERS',
      about: 'Headers for log records; they are added to the general ones and win over those of the same name.',
    },
    OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: {
      type: 'timeout',
      fallback: 'OTEL_EXPORTER_OTLP_TIMEOUT',
      about: 'How long one request with log records may take.',
    },
    OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: {
      type: 'enum',
      values: ['none', 'gzip'],
      fallback: 'OTEL_EXPORTER_OTLP_COMPRESSION',
      about: 'Whether requests with log records are compressed.',
    },
    OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
      about: 'The certificates to trust, for log records.',
    },
    OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      about: "The client's certificate chain, for log records.",
    },
    OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: {
      type: 'path',
      fallback: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
      about: "The client's private key, for log records.",
    },
    OTEL_EXPORTER_OTLP_LOGS_INSECURE: {
      type: 'boolean',
      fallback: 'OTEL_EXPORTER_OTLP_INSECURE',
      about: 'Plain text for log records, when the gRPC endpoint has no scheme.',
    },
  },
} as const;
