import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { createSender } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import manifest from '../package.json' with { type: 'json' };
import { otlpDestinations } from './destinations.ts';
import { setDiagLogger } from './diag.ts';
import { shareLoggerProvider } from './earlier-logs.ts';
import { hookEsm } from './esm.ts';
import type { Pending } from './exit.ts';
import { createInstrumentations, targetModules } from './instrumentations.ts';
import { createPipeline } from './pipeline.ts';
import { createPropagator } from './propagators.ts';
import { report } from './report.ts';
import { detectResource } from './resource.ts';
import { createSampler } from './sampler.ts';
import { observeSender } from './self-metrics.ts';

/**
 * Starts the engine `upstream`: `NodeSDK` with `getNodeAutoInstrumentations`, where our queue and sender take the place
 * of upstream's OTLP exporters.
 */
export function start(settings: Settings): Pending {
  const destinations = otlpDestinations(settings);
  const exitTimeoutMillis = settings.get('SPANWISE_EXIT_TIMEOUT');
  const sender = createSender({
    destinations,
    queueBytes: settings.get('SPANWISE_QUEUE_BYTES'),
    exitTimeoutMillis,
    userAgent: `Spanwise/${manifest.version} OTel-OTLP-Exporter-JavaScript/${manifest.version}`,
    runSuppressed: (fn) => context.with(suppressTracing(ROOT_CONTEXT), fn),
    report,
  });
  const resource = detectResource(settings);
  const pipeline = createPipeline(settings, sender, destinations, resource);
  const instrumentations = createInstrumentations(settings);

  withoutLogLevel(() =>
    new NodeSDK({
      autoDetectResources: false,
      resource,
      sampler: createSampler(settings.get('OTEL_TRACES_SAMPLER'), settings.get('OTEL_TRACES_SAMPLER_ARG')),
      textMapPropagator: createPropagator(settings.get('OTEL_PROPAGATORS')),
      spanLimits: {
        attributeCountLimit: settings.get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'),
        attributeValueLengthLimit: settings.get('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
        eventCountLimit: settings.get('OTEL_SPAN_EVENT_COUNT_LIMIT'),
        linkCountLimit: settings.get('OTEL_SPAN_LINK_COUNT_LIMIT'),
        attributePerEventCountLimit: settings.get('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
        attributePerLinkCountLimit: settings.get('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
      },
      spanProcessors: pipeline.spanProcessors,
      logRecordProcessors: pipeline.logRecordProcessors,
      metricReaders: pipeline.metricReaders,
      instrumentations,
    } satisfies Partial<NodeSDKConfiguration>).start(),
  );
  setDiagLogger(settings.isSet('OTEL_LOG_LEVEL') ? settings.get('OTEL_LOG_LEVEL') : undefined);
  shareLoggerProvider();
  observeSender(sender, destinations);
  hookEsm(targetModules(instrumentations));

  let settledMillis = 0;
  return {
    hasNew: pipeline.hasNew,
    isSending: () => Object.values(sender.stats().signals).some(({ inFlightItems }) => inFlightItems > 0),
    settle() {
      const start = performance.now();
      sender.flush(exitTimeoutMillis).then(() => {
        settledMillis = performance.now() - start;
      });
    },
    flush() {
      pipeline.drain();
      sender.flushSync(Math.max(0, exitTimeoutMillis - settledMillis));
    },
  };
}

/** NodeSDK would log to the console, the program's stdout, when it sees `OTEL_LOG_LEVEL`; our logger uses stderr. */
function withoutLogLevel(start: () => void): void {
  const level = process.env.OTEL_LOG_LEVEL;
  delete process.env.OTEL_LOG_LEVEL;
  try {
    start();
  } finally {
    if (level !== undefined) process.env.OTEL_LOG_LEVEL = level;
  }
}
