import { createRequire } from 'node:module';
import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Settings } from '@spanwise/settings';
import { takeOverApi } from './adot-api.ts';
import { type AdotConfiguration, type Replaced, replaceExporters } from './adot-exporters.ts';
import { loadAdot } from './adot-load.ts';
import { withPolicies } from './adot-policies.ts';
import { shareMeter } from './cost-meter.ts';
import { type CostWatch, watchCosts } from './cost-watch.ts';
import { otlpDestinations } from './destinations.ts';
import { setDiagLogger } from './diag.ts';
import { createEngineSender, logLevel, pendingOf } from './engine.ts';
import { whenEsm } from './esm.ts';
import type { Pending } from './exit.ts';
import { type LazyRedaction, lazyRedaction } from './lazy-redaction.ts';
import { createOutlet, type SignalPipeline } from './pipeline.ts';
import { redactResource } from './redact-resource.ts';
import { report } from './report.ts';
import type { TraceSampling } from './sampler.ts';
import { loadSampling } from './sampling.ts';
import { observeSender } from './self-metrics.ts';
import { createServiceInstance } from './service-instance.ts';
import { runSuppressed } from './suppressed.ts';
import { hookUpstreamEsm } from './upstream-esm.ts';

/**
 * Starts the engine `adot`: AWS's distribution as it is, where our queue and sender take the place of its OTLP exporters,
 * our sampling that of its samplers when a setting asks for it, costs are kept, and the end of the process is ours.
 *
 * @param file its entry
 */
export function start(settings: Settings, file: string): Pending {
  const destinations = otlpDestinations(settings);
  const sender = createEngineSender(settings, destinations);
  const redaction = lazyRedaction(settings, runSuppressed);
  const pipelines: SignalPipeline[] = [];
  let hasOwnExporters = false;
  let unsent: Replaced['unsent'] | undefined;
  let sampling: TraceSampling | undefined;
  let costs: CostWatch | undefined;

  function configure(configuration: AdotConfiguration): AdotConfiguration {
    const resource = resourceOf(configuration.resource!, settings, file, redaction);
    sampling = loadSampling(settings, knownBy(resource));
    costs = watchCosts({ settings, resource: knownBy(resource), sender }, runSuppressed);
    const outlet = createOutlet(settings, resource, sender, destinations, { sampling, redaction });
    const replaced = replaceExporters({ ...configuration, resource }, outlet);
    if (costs !== undefined) {
      shareMeter(costs.meter);
      // First, so that what it books is in the last metrics.
      pipelines.push(costs);
    }
    pipelines.push(...replaced.pipelines);
    unsent = replaced.unsent;
    hasOwnExporters = replaced.hasOwnExporters || sendsByItself(process.env);
    return withPolicies(
      replaced.configuration,
      isOfAws(settings, sampling) ? undefined : sampling,
      costs,
      outlet.redaction,
    );
  }

  const { instrumentations, end } = loadAdot(file, logLevel(settings), configure);
  takeOverApi();
  setDiagLogger(logLevel(settings));
  observeSender(sender, destinations);
  sampling?.observe?.();
  whenEsm(() => hookUpstreamEsm(instrumentations, createRequire(file).resolve('@opentelemetry/instrumentation')));
  // Its end is that of the metrics, too.
  const endWithCosts = (): Promise<void> => {
    costs?.drain();
    return end();
  };
  const pending = pendingOf(settings, sender, pipelines, hasOwnExporters ? endWithCosts : undefined);
  return {
    ...pending,
    flush() {
      pending.flush();
      if (unsent !== undefined) tellLoss(unsent);
    },
  };
}

/** Exporters of ADOT's own need the event loop, which is gone when the process ends. */
function tellLoss(unsent: Replaced['unsent']): void {
  const lost = Object.entries(unsent).filter(([, count]) => count > 0);
  if (lost.length === 0) return;
  const counts = lost.map(([name, count]) => `${count.toLocaleString('en')} ${count === 1 ? name.slice(0, -1) : name}`);
  report(
    `the process ended, lost: ${counts.join(' and ')} that the exporters of the distribution of AWS had not delivered. ` +
      'They deliver at the end of an empty event loop and at signals; to a collector everything is delivered.',
  );
  unsent.spans = 0;
  unsent['log records'] = 0;
}

/**
 * The same instance for all threads of the process, and the cost center, unless the environment names other ones; and
 * redacted.
 */
function resourceOf(
  resource: Resource,
  settings: Settings,
  file: string,
  redaction: LazyRedaction | undefined,
): Resource {
  const { detectResources, resourceFromAttributes } = createRequire(file)('@opentelemetry/resources');
  const costCenter = settings.get('SPANWISE_COST_CENTER');
  const all = resourceFromAttributes({
    'service.instance.id': createServiceInstance()(),
    ...(costCenter !== undefined && { 'service.instance.cost_center.id': costCenter }),
  }).merge(resource);
  return redaction === undefined ? all : redactResource(all, redaction().attributes, detectResources);
}

/** The resource without its complaint, while the cloud is asked, that more is to come. */
function knownBy(resource: Resource): Resource {
  const attributes = (): Attributes => {
    const known = resource.getRawAttributes().filter(([, value]) => !(value instanceof Promise));
    // The first one of a name counts.
    return Object.fromEntries(known.reverse()) as Attributes;
  };
  return Object.create(resource, { attributes: { get: attributes } });
}

/** The sampler that asks X-Ray for its rules comes with ADOT. */
function isOfAws(settings: Settings, sampling: TraceSampling | undefined): boolean {
  return sampling?.keepInto === undefined && settings.get('OTEL_TRACES_SAMPLER') === 'xray';
}

/** True when Application Signals or ServiceEvents are on, which have exporters that are not NodeSDK's. */
function sendsByItself({ OTEL_AWS_APPLICATION_SIGNALS_ENABLED, OTEL_AWS_SERVICE_EVENTS_ENABLED }: NodeJS.ProcessEnv) {
  return [OTEL_AWS_APPLICATION_SIGNALS_ENABLED, OTEL_AWS_SERVICE_EVENTS_ENABLED].some(
    (text) => text?.trim().toLowerCase() === 'true',
  );
}
