import type { Resource } from '@opentelemetry/resources';
import type { Settings } from '@spanwise/settings';
import type { LazyRedaction } from './lazy-redaction.ts';
import { createServiceInstance } from './service-instance.ts';

/**
 * The resource of this process, detected when it is first read: by the first export. Detectors that are named in
 * `OTEL_NODE_RESOURCE_DETECTORS` may ask the network, so they begin after the first tick.
 *
 * @param runSuppressed runs what the program did not ask for, so that it makes no telemetry
 * @param redaction takes out of it what must not leave: command lines hold passwords
 */
export function createLazyResource(
  settings: Settings,
  runSuppressed: <T>(fn: () => T) => T,
  redaction?: LazyRedaction,
): Resource {
  const serviceInstanceId = createServiceInstance();
  let detected: Resource | undefined;

  function resource(): Resource {
    detected ??= runSuppressed(() =>
      (require('./resource.cjs') as typeof import('./resource.ts')).detectResource(
        settings,
        serviceInstanceId,
        redaction?.().attributes,
      ),
    );
    return detected;
  }

  if (settings.isSet('OTEL_NODE_RESOURCE_DETECTORS')) setImmediate(resource).unref();

  return {
    get attributes() {
      return resource().attributes;
    },
    get asyncAttributesPending() {
      return resource().asyncAttributesPending ?? false;
    },
    get schemaUrl() {
      return resource().schemaUrl!;
    },
    waitForAsyncAttributes: async () => resource().waitForAsyncAttributes?.(),
    merge: (other) => resource().merge(other),
    getRawAttributes: () => resource().getRawAttributes(),
  };
}
