import type { Resource } from '@opentelemetry/resources';
import type { Settings } from '@spanwise/settings';
import type { TraceSampling } from './sampler.ts';

/** Undefined while no setting of sampling is set: then every trace is kept as its caller decided, and nothing is loaded. */
export function loadSampling(settings: Settings, resource: Resource): TraceSampling | undefined {
  const isSet =
    settings.isSet('SPANWISE_SAMPLING_RULES') ||
    settings.isSet('SPANWISE_SAMPLING') ||
    settings.get('OTEL_TRACES_SAMPLER') !== 'parentbased_always_on';
  if (!isSet) return undefined;
  return (require('./sampler.cjs') as typeof import('./sampler.ts')).createTraceSampling(settings, resource);
}
