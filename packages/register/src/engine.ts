import type { SpanLimits } from '@opentelemetry/sdk-trace';
import type { Destination, Sender, Signal } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import manifest from '../package.json' with { type: 'json' };
import { otlpDestinations } from './destinations.ts';
import { type LogLevel, setDiagLogger } from './diag.ts';
import { shareLoggerProvider } from './earlier-logs.ts';
import type { Pending } from './exit.ts';
import { lazyRedaction } from './lazy-redaction.ts';
import { createLazyResource } from './lazy-resource.ts';
import { createLazySender } from './lazy-sender.ts';
import { createOutlet, type Outlet, type SignalPipeline } from './pipeline.ts';
import { report } from './report.ts';
import { loadSampling } from './sampling.ts';
import { runSuppressed } from './suppressed.ts';

/**
 * Starts what the engines have in common around what makes them different.
 *
 * @param register makes the providers and registers them with the API; returns the ways of the signals, in the order in
 *   which they are drained at the end: costs are booked with spans, and go out with metrics
 */
export function startEngine(settings: Settings, register: (outlet: Outlet) => SignalPipeline[]): Pending {
  const destinations = otlpDestinations(settings);
  const sender = createEngineSender(settings, destinations);
  const redaction = lazyRedaction(settings, runSuppressed);
  const resource = createLazyResource(settings, runSuppressed, redaction);
  const sampling = loadSampling(settings, resource);
  const outlet = createOutlet(settings, resource, sender, destinations, { sampling, redaction });
  const pipelines = register(outlet);
  setDiagLogger(logLevel(settings));
  shareLoggerProvider();
  return pendingOf(settings, sender, pipelines);
}

/** The sender of all signals, which is loaded with the first body. */
export function createEngineSender(settings: Settings, destinations: Record<Signal, Destination>): Sender {
  return createLazySender({
    destinations,
    queueBytes: settings.get('SPANWISE_QUEUE_BYTES'),
    exitTimeoutMillis: settings.get('SPANWISE_EXIT_TIMEOUT'),
    userAgent: `Spanwise/${manifest.version} OTel-OTLP-Exporter-JavaScript/${manifest.version}`,
    runSuppressed,
    report,
  });
}

/**
 * What the end of the process asks of an engine whose telemetry goes this way.
 *
 * @param finish delivers what an engine sends by itself
 */
export function pendingOf(
  settings: Settings,
  sender: Sender,
  pipelines: readonly SignalPipeline[],
  finish?: () => Promise<unknown>,
): Pending {
  const exitTimeoutMillis = settings.get('SPANWISE_EXIT_TIMEOUT');
  let spentMillis = 0;

  async function spend(work: Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work;
    spentMillis = performance.now() - start;
  }

  // The other half of the time is for what is ours.
  const finishInTime = finish && (() => within(finish(), exitTimeoutMillis / 2));

  return {
    hasNew: () => pipelines.some(({ size }) => size() > 0),
    isSending: () =>
      finish !== undefined || Object.values(sender.stats().signals).some(({ inFlightItems }) => inFlightItems > 0),
    settle: () => spend(Promise.all([sender.flush(exitTimeoutMillis), finishInTime?.()])),
    finish: finishInTime && (() => spend(finishInTime())),
    flush() {
      for (const { drain } of pipelines) drain();
      sender.flushSync(Math.max(0, exitTimeoutMillis - spentMillis));
    },
  };
}

/** Resolves when the work is done, well or not, or when its time is over; until then the event loop turns. */
async function within(work: Promise<unknown>, millis: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([work, timeout]).catch(() => {});
  clearTimeout(timer);
}

/** What `OTEL_LOG_LEVEL` says, undefined when it is not set. */
export function logLevel(settings: Settings): LogLevel | undefined {
  return settings.isSet('OTEL_LOG_LEVEL') ? settings.get('OTEL_LOG_LEVEL') : undefined;
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
export function spanLimits(settings: Settings): SpanLimits {
  return {
    attributeCountLimit: settings.get('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: settings.get('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    eventCountLimit: settings.get('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: settings.get('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: settings.get('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: settings.get('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}
