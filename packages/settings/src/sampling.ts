export const sampling = {
  title: 'Sampling policies',
  settings: {
    SPANWISE_SAMPLING_RULES: {
      type: 'path',
      about: 'A YAML file of sampling rules, see sampling.md; wins over all other sampling settings.',
    },
    SPANWISE_SAMPLING: {
      type: 'enum',
      values: ['development', 'staging', 'production'],
      about:
        'How much is kept: all traces in `development`, 50 % in `staging`, 10 % in `production`; of the last two also every error, slow trace and critical one. Wins over `OTEL_TRACES_SAMPLER`.',
    },
    SPANWISE_KEEP_SLOW: {
      type: 'string',
      default: '1s',
      about:
        'From which duration on `SPANWISE_SAMPLING` keeps every trace; for routes of their own as well, such as `1s,/reports/**=10s`; `none` keeps none for being slow.',
    },
    SPANWISE_KEEP_CRITICAL: {
      type: 'list',
      open: true,
      default: [],
      about:
        'Services, and routes that begin with a slash, whose traces `SPANWISE_SAMPLING` keeps all; `*` is a wildcard.',
    },
    SPANWISE_KEEP_HEALTH_CHECKS: {
      type: 'boolean',
      default: false,
      about: 'Whether `SPANWISE_SAMPLING` keeps traces of health checks and metrics scrapes, as it does others.',
    },
    SPANWISE_KEEPER_BYTES: {
      type: 'bytes',
      min: 65536,
      default: 16777216,
      about:
        'How much memory spans take that wait for the end of their trace; beyond it the oldest trace is decided at once.',
    },
    SPANWISE_KEEPER_TIMEOUT: {
      type: 'duration',
      units: true,
      min: 100,
      default: 60000,
      about: 'How long a trace waits for its end before it is decided by what is known of it.',
    },
    SPANWISE_LOG_SAMPLING: {
      type: 'enum',
      values: ['none', 'trace'],
      default: 'none',
      about:
        'Which log records are dropped: `none`, or with `trace` those of traces that are dropped, unless they are warnings or errors.',
    },
  },
} as const;
