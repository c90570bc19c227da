export const logging = {
  title: 'Logging',
  settings: {
    LOG_LEVEL: {
      type: 'enum',
      values: ['debug', 'info', 'warning', 'error', 'critical'],
      synonyms: { warn: 'warning', fatal: 'critical' },
      default: 'info',
      about:
        'The lowest level that loggers of `@spanwise/logging` write. Read by them only: other loggers use the name too.',
    },
    LOG_FORMAT: {
      type: 'enum',
      values: ['json', 'text'],
      unset: '`text` on a terminal, else `json`',
      about: 'How their lines look: a JSON object each, or text for people.',
    },
    LOG_FILE: {
      type: 'path',
      about: 'A file that their lines go to beside the console.',
    },
    SPANWISE_LOG_OUTPUTS: {
      type: 'list',
      values: ['stdout', 'stderr', 'otlp', 'none'],
      default: ['stdout', 'otlp'],
      about:
        'Where their lines go beside `LOG_FILE`; `otlp` needs the preload or another SDK. Leave one out when an agent collects the other.',
    },
    SPANWISE_LOG_ROUTES: {
      type: 'map',
      about:
        'Outputs of categories of their own, such as `audit=/var/log/audit.log,access=none`: a file, `stdout`, `stderr` or `none`, in place of the console and `LOG_FILE`. Categories are application, access, security, error and audit.',
    },
    SPANWISE_LOG_FILE_BYTES: {
      type: 'bytes',
      default: 104857600,
      about: 'The size at which a log file becomes `<file>.1` and a new one begins; 0 leaves that to others.',
    },
    SPANWISE_LOG_FILE_COUNT: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 5,
      about: 'How many files are kept, the one that is written to among them.',
    },
    SPANWISE_LOG_RATE: {
      type: 'integer',
      default: 0,
      about:
        'How many lines a second of the same key (`sampleKey`, else logger and message) are written; how many were left out is a line of its own. 0 for all; warnings and errors always are.',
    },
    SPANWISE_LOG_BAGGAGE: {
      type: 'list',
      values: ['correlation.id', 'operation.name', 'user.hash'],
      default: [],
      about: 'What of `withLogContext` is told to every service that is called, in baggage, and believed of callers.',
    },
    SPANWISE_LOG_CONSOLE: {
      type: 'boolean',
      default: false,
      about: 'Makes a log record of each line that the program writes with `console`, beside what it prints.',
    },
  },
} as const;
