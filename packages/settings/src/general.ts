export const general = {
  title: 'General',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration',
  settings: {
    OTEL_SDK_DISABLED: {
      type: 'boolean',
      default: false,
      about: 'Turns everything off; only propagators named by `OTEL_PROPAGATORS` are still registered.',
    },
    OTEL_SERVICE_NAME: {
      type: 'string',
      unset: '`unknown_service:node`',
      about: 'The resource attribute `service.name`; wins over the one in `OTEL_RESOURCE_ATTRIBUTES`.',
    },
    OTEL_RESOURCE_ATTRIBUTES: {
      type: 'map',
      about:
        'Resource attributes, such as `service.version=1.4.2,deployment.environment.name=prod`; one malformed pair discards the whole value.',
    },
    OTEL_ENTITIES: {
      type: 'string',
      about: 'Entities to associate with the resource.',
      engines: [],
      instead: 'set OTEL_RESOURCE_ATTRIBUTES',
    },
    OTEL_LOG_LEVEL: {
      type: 'enum',
      values: ['none', 'error', 'warn', 'info', 'debug', 'verbose'],
      synonyms: { all: 'verbose', trace: 'verbose' },
      unset: 'only what needs somebody to act',
      about:
        "How much OpenTelemetry and Spanwise say about themselves on stderr; `none` silences Spanwise's own lines too.",
    },
    OTEL_PROPAGATORS: {
      type: 'list',
      values: ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace', 'none'],
      default: ['tracecontext', 'baggage'],
      adot: ['xray-lambda'],
      about: 'How trace context travels in request headers.',
    },
  },
} as const;

export const exporterSelection = {
  title: 'Exporter selection',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exporter-selection',
  settings: {
    OTEL_TRACES_EXPORTER: {
      type: 'list',
      values: ['otlp', 'console', 'none'],
      default: ['otlp'],
      adot: ['zipkin'],
      unsupported: {
        zipkin: "use 'otlp' and a collector with the zipkin exporter",
        logging: "use 'console'",
        'otlp/stdout': "use 'console'",
      },
      about: 'Where spans go.',
    },
    OTEL_METRICS_EXPORTER: {
      type: 'list',
      values: ['otlp', 'prometheus', 'console', 'none'],
      default: ['otlp'],
      adot: ['awsemf'],
      unsupported: { logging: "use 'console'", 'otlp/stdout': "use 'console'" },
      about: 'Where metrics go; `prometheus` serves them for a scrape.',
    },
    OTEL_LOGS_EXPORTER: {
      type: 'list',
      values: ['otlp', 'console', 'none'],
      default: ['otlp'],
      unsupported: { logging: "use 'console'", 'otlp/stdout': "use 'console'" },
      about: 'Where log records go.',
    },
  },
} as const;

export const declarative = {
  title: 'Declarative configuration',
  link: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#declarative-configuration',
  settings: {
    OTEL_CONFIG_FILE: {
      type: 'path',
      about: 'The YAML file that configures the SDK in place of the other variables.',
      engines: [],
      instead: 'set the OTEL_* variables that the file replaces',
    },
    OTEL_EXPERIMENTAL_CONFIG_FILE: {
      type: 'path',
      about: 'The earlier name of `OTEL_CONFIG_FILE`.',
      engines: [],
      instead: 'set the OTEL_* variables that the file replaces',
    },
  },
} as const;
