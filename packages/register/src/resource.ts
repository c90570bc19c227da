import { randomUUID } from 'node:crypto';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import {
  defaultResource,
  detectResources,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { resourceAttributes, type Settings } from '@spanwise/settings';
import manifest from '../package.json' with { type: 'json' };

const instanceKey = 'spanwise.service.instance.id';

/**
 * The resource of this process: what the environment says, host, operating system, process and service instance. The
 * detectors of clouds and containers ask the network or the disk, so they run only when
 * `OTEL_NODE_RESOURCE_DETECTORS` names them.
 *
 * Worker threads get the `service.instance.id` of the main thread: they are the same service instance.
 */
export function detectResource(settings: Settings): Resource {
  const detectors = settings.isSet('OTEL_NODE_RESOURCE_DETECTORS')
    ? namedDetectors()
    : [hostDetector, osDetector, processDetector, serviceInstance];
  return defaultResource()
    .merge(
      resourceFromAttributes({ 'telemetry.distro.name': 'spanwise', 'telemetry.distro.version': manifest.version }),
    )
    .merge(detectResources({ detectors }))
    .merge(resourceFromAttributes(resourceAttributes(settings)));
}

const serviceInstance: ResourceDetector = {
  detect() {
    const inherited = isMainThread ? undefined : getEnvironmentData(instanceKey);
    const id = typeof inherited === 'string' ? inherited : randomUUID();
    if (isMainThread) setEnvironmentData(instanceKey, id);
    return { attributes: { 'service.instance.id': id } };
  },
};

function namedDetectors(): ResourceDetector[] {
  const { getResourceDetectors } = require('@opentelemetry/auto-instrumentations-node');
  const { serviceInstanceIdDetector } = require('@opentelemetry/resources');
  return getResourceDetectors().map((detector: ResourceDetector) =>
    detector === serviceInstanceIdDetector ? serviceInstance : detector,
  );
}
