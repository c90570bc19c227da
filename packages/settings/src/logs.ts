export const batchLogRecordProcessor = {
  title: 'Batch log record processor',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-logrecord-processor',
  settings: {
    OTEL_BLRP_SCHEDULE_DELAY: {
      type: 'duration',
      default: 1000,
      about: 'The longest time that a log record waits to be queued for export.',
    },
    OTEL_BLRP_EXPORT_TIMEOUT: {
      type: 'timeout',
      default: 30000,
      about: 'How long the export of one batch may take.',
      engines: [],
      instead: 'set OTEL_EXPORTER_OTLP_TIMEOUT, the time of one request',
    },
    OTEL_BLRP_MAX_QUEUE_SIZE: {
      type: 'integer',
      min: 1,
      default: 2048,
      about: 'How many log records wait for export.',
      engines: [],
      instead: 'set SPANWISE_QUEUE_BYTES, since the queue is bounded in bytes',
    },
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: {
      type: 'integer',
      min: 1,
      default: 512,
      about: 'How many log records one request carries at most.',
    },
  },
} as const;

export const logRecordLimits = {
  title: 'Log record limits',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#logrecord-limits',
  settings: {
    OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
      type: 'integer',
      fallback: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      about: 'The length at which attribute values of log records are cut.',
    },
    OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: {
      type: 'integer',
      fallback: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
      about: 'How many attributes a log record keeps.',
    },
  },
} as const;
