/** `@opentelemetry/auto-instrumentations-node` by the names it takes, `@fastify/otel`, and those that programs install. */
export const instrumentationNames = [
  'amqplib',
  'aws-lambda',
  'aws-sdk',
  'azure-sdk',
  'bullmq',
  'bunyan',
  'cassandra-driver',
  'connect',
  'cucumber',
  'dataloader',
  'dns',
  'express',
  'fastify',
  'fs',
  'generic-pool',
  'graphql',
  'grpc',
  'hapi',
  'host-metrics',
  'http',
  'ioredis',
  'kafkajs',
  'knex',
  'koa',
  'lru-memoizer',
  'memcached',
  'mongodb',
  'mongoose',
  'mysql',
  'mysql2',
  'nestjs-core',
  'net',
  'openai',
  'oracledb',
  'pg',
  'pino',
  'prisma',
  'redis',
  'restify',
  'router',
  'runtime-node',
  'sequelize',
  'socket.io',
  'tedious',
  'typeorm',
  'undici',
  'winston',
] as const;

/** Those that the distribution of AWS adds. */
const adotInstrumentationNames = ['aws_langchain', 'aws_openai_agents', 'aws_vercel_ai'] as const;

export const node = {
  title: 'Node.js',
  link: 'https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/auto-instrumentations-node#usage-auto-instrumentation',
  settings: {
    OTEL_NODE_RESOURCE_DETECTORS: {
      type: 'list',
      values: [
        'env',
        'host',
        'os',
        'process',
        'serviceinstance',
        'container',
        'alibaba',
        'aws',
        'azure',
        'gcp',
        'all',
        'none',
      ],
      default: ['env', 'host', 'os', 'process', 'serviceinstance'],
      unsupported: { service: "use 'serviceinstance'" },
      about:
        'What finds resource attributes; those of clouds and containers ask the network or the disk and run only when named.',
    },
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
      type: 'list',
      values: instrumentationNames as typeof instrumentationNames,
      default: [],
      adot: adotInstrumentationNames as typeof adotInstrumentationNames,
      unset: 'all but `dns`, `fs`, `host-metrics`, `net` and `router`',
      about: 'The only instrumentations to load, such as `http,express,pg`.',
    },
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
      type: 'list',
      values: instrumentationNames as typeof instrumentationNames,
      default: [],
      adot: adotInstrumentationNames as typeof adotInstrumentationNames,
      about: 'Instrumentations not to load; wins over `OTEL_NODE_ENABLED_INSTRUMENTATIONS`.',
    },
    OTEL_NODE_EXPERIMENTAL_SDK_METRICS: {
      type: 'boolean',
      default: false,
      engines: ['upstream', 'adot'],
      about: 'Adds the `otel.sdk.*` metrics that the upstream SDK keeps of its own spans, log records and collections.',
    },
    OTEL_FASTIFY_IGNORE_PATHS: {
      type: 'string',
      engines: ['native', 'upstream'],
      about: 'A glob of fastify routes that get no spans, such as `/health/*`.',
    },
  },
} as const;

export const semanticConventions = {
  title: 'Semantic conventions',
  link: 'https://opentelemetry.io/docs/specs/semconv/',
  settings: {
    OTEL_SEMCONV_STABILITY_OPT_IN: {
      type: 'list',
      values: ['http', 'database'],
      open: true,
      default: [],
      adot: ['http/dup', 'database/dup'],
      unsupported: {
        'http/dup': "the old attributes are no longer made, only the stable ones; use 'http'",
        'database/dup': "the old attributes are no longer made, only the stable ones; use 'database'",
      },
      about:
        'Which conventions to move to; the instrumentations make the stable ones for HTTP and databases in any case.',
    },
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: {
      type: 'boolean',
      default: false,
      about: 'Records the prompts and answers of LLM calls, which may hold personal data.',
    },
    OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: {
      type: 'list',
      open: true,
      values: [],
      default: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'],
      engines: ['native'],
      about:
        'The HTTP methods that keep their name in `http.request.method` instead of `_OTHER`, instead of the default.',
    },
  },
} as const;

export const database = {
  title: 'Databases',
  link: 'https://opentelemetry.io/docs/specs/semconv/db/database-spans/#sanitization-of-dbquerytext',
  settings: {
    SPANWISE_DB_QUERY_TEXT: {
      type: 'enum',
      values: ['none', 'masked', 'text', 'values'],
      default: 'text',
      about:
        'What spans of databases say of a query in `db.query.text`: nothing; its text with `?` for every literal; its text as the instrumentation records it, without the values bound to parameters; or with those too, where the instrumentation can, which may be personal data.',
    },
  },
} as const;

export const http = {
  title: 'HTTP',
  link: 'https://opentelemetry.io/docs/zero-code/java/agent/instrumentation/http/',
  settings: {
    OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: {
      type: 'list',
      open: true,
      values: [],
      default: [],
      engines: ['native'],
      about:
        'Headers of requests to this program that become span attributes `http.request.header.<name>`, such as `x-tenant`.',
    },
    OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: {
      type: 'list',
      open: true,
      values: [],
      default: [],
      engines: ['native'],
      about: 'Headers of its responses that become span attributes `http.response.header.<name>`.',
    },
    OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: {
      type: 'list',
      open: true,
      values: [],
      default: [],
      engines: ['native'],
      about: 'The same of the requests that this program makes, by `node:http`, `fetch` or undici.',
    },
    OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: {
      type: 'list',
      open: true,
      values: [],
      default: [],
      engines: ['native'],
      about: 'The same of the responses that it gets.',
    },
    OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS: {
      type: 'list',
      open: true,
      values: [],
      default: [
        'sig',
        'Signature',
        'AWSAccessKeyId',
        'X-Goog-Signature',
        'X-Amz-Signature',
        'X-Amz-Credential',
        'X-Amz-Security-Token',
      ],
      about:
        'Parameters of URLs whose values are recorded as `REDACTED`, instead of the default, beside those whose names say that they are secret.',
    },
    SPANWISE_ACCESS_LOG: {
      type: 'boolean',
      default: false,
      engines: ['native'],
      about:
        'Writes a log line of the category `access` for each request to this program: method, route, status, milliseconds, bytes. It goes where the lines of `@spanwise/logging` go.',
    },
    SPANWISE_CORRELATION_HEADER: {
      type: 'string',
      engines: ['native', 'upstream'],
      about:
        'A header, such as `x-trace-id`, by which callers name a request: its value is in log records as `correlation.id`, and goes on to the services that are called.',
    },
    SPANWISE_TRACE_RESPONSE_HEADER: {
      type: 'list',
      values: ['x-trace-id', 'traceresponse', 'none'],
      default: [],
      engines: ['native'],
      about:
        'Headers of responses that name the trace: `x-trace-id` with the id that the caller gave or else that of the trace, and `traceresponse` of the W3C.',
    },
    SPANWISE_HTTP_IGNORE_PATHS: {
      type: 'list',
      open: true,
      values: [],
      default: [],
      engines: ['native'],
      about:
        'Paths of requests to this program that get no telemetry, such as `/health,/internal/*`; a `*` at the end stands for anything.',
    },
  },
} as const;
