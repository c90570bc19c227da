export const sampler = {
  title: 'Sampler',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration',
  settings: {
    OTEL_TRACES_SAMPLER: {
      type: 'enum',
      values: [
        'always_on',
        'always_off',
        'traceidratio',
        'parentbased_always_on',
        'parentbased_always_off',
        'parentbased_traceidratio',
        'jaeger_remote',
        'parentbased_jaeger_remote',
        'xray',
      ],
      default: 'parentbased_always_on',
      about: 'Which traces are recorded.',
    },
    OTEL_TRACES_SAMPLER_ARG: {
      type: 'number',
      min: 0,
      max: 1,
      default: 1,
      about:
        'The part of the traces that `traceidratio` and `parentbased_traceidratio` keep; for `jaeger_remote` and `xray` pairs such as `endpoint=http://localhost:5778,pollingIntervalMs=60000`.',
    },
  },
} as const;

export const batchSpanProcessor = {
  title: 'Batch span processor',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor',
  settings: {
    OTEL_BSP_SCHEDULE_DELAY: {
      type: 'duration',
      default: 5000,
      about: 'The longest time that a finished span waits to be queued for export.',
    },
    OTEL_BSP_EXPORT_TIMEOUT: {
      type: 'timeout',
      default: 30000,
      about: 'How long the export of one batch may take.',
      engines: [],
      instead: 'set OTEL_EXPORTER_OTLP_TIMEOUT, the time of one request',
    },
    OTEL_BSP_MAX_QUEUE_SIZE: {
      type: 'integer',
      min: 1,
      default: 2048,
      about: 'How many spans wait for export.',
      engines: [],
      instead: 'set SPANWISE_QUEUE_BYTES, since the queue is bounded in bytes',
    },
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
      type: 'integer',
      min: 1,
      default: 512,
      about: 'How many spans one request carries at most.',
    },
  },
} as const;

export const attributeLimits = {
  title: 'Attribute limits',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits',
  settings: {
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
      type: 'integer',
      unset: 'no limit',
      about: 'The length at which attribute values of spans and log records are cut.',
    },
    OTEL_ATTRIBUTE_COUNT_LIMIT: {
      type: 'integer',
      default: 128,
      about: 'How many attributes a span or log record keeps.',
    },
  },
} as const;

export const spanLimits = {
  title: 'Span limits',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits',
  settings: {
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
      type: 'integer',
      fallback: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      about: 'The length at which attribute values of spans are cut.',
    },
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
      type: 'integer',
      fallback: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
      about: 'How many attributes a span keeps.',
    },
    OTEL_SPAN_EVENT_COUNT_LIMIT: { type: 'integer', default: 128, about: 'How many events a span keeps.' },
    OTEL_SPAN_LINK_COUNT_LIMIT: { type: 'integer', default: 128, about: 'How many links a span keeps.' },
    OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
      type: 'integer',
      default: 128,
      about: 'How many attributes an event of a span keeps.',
    },
    OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
      type: 'integer',
      default: 128,
      about: 'How many attributes a link of a span keeps.',
    },
  },
} as const;

export const zipkinExporter = {
  title: 'Zipkin exporter',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#zipkin-exporter',
  settings: {
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: {
      type: 'url',
      default: 'http://localhost:9411/api/v2/spans',
      about: 'Where the Zipkin exporter sends spans.',
      engines: ['adot'],
    },
    OTEL_EXPORTER_ZIPKIN_TIMEOUT: {
      type: 'timeout',
      default: 10000,
      about: 'How long one request of the Zipkin exporter may take.',
      engines: [],
      instead: 'set OTEL_EXPORTER_OTLP_TIMEOUT',
    },
    OTEL_EXPORTER_ZIPKIN_PROTOCOL: {
      type: 'string',
      about: 'Reserved by the specification.',
      engines: [],
      instead: 'set OTEL_EXPORTER_OTLP_PROTOCOL',
    },
  },
} as const;
