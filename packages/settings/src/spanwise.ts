export const spanwise = {
  title: 'Spanwise',
  settings: {
    SPANWISE_ENGINE: {
      type: 'enum',
      values: ['native', 'upstream', 'adot'],
      default: 'native',
      about:
        'What makes the telemetry: `native` has context, spans and the busiest instrumentations of our own; `upstream` is the OpenTelemetry SDK for Node.js with its instrumentations; `adot` is the distribution of AWS, which is installed beside.',
    },
    SPANWISE_QUEUE_BYTES: {
      type: 'bytes',
      min: 1024,
      default: 33554432,
      about:
        'How much encoded telemetry of all signals waits for the collector; beyond it the oldest is dropped and counted.',
    },
    SPANWISE_EXIT_TIMEOUT: {
      type: 'duration',
      units: true,
      default: 2000,
      about: 'How long the end of the process waits for the last telemetry to be delivered; 0 does not wait.',
    },
    SPANWISE_EXPRESS_SPANS: {
      type: 'enum',
      values: ['none', 'layers'],
      default: 'none',
      engines: ['native'],
      about:
        'Which spans express makes within the one of the request: `none`, or `layers` for one for each middleware, router and handler.',
    },
  },
} as const;
