import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Attributes } from '@opentelemetry/api';
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
import { redactResource } from './redact-resource.ts';

/**
 * The resource of this process: what the environment says, host, operating system, process and service instance. The
 * detectors of clouds and containers ask the network or the disk, so they run only when
 * `OTEL_NODE_RESOURCE_DETECTORS` names them.
 *
 * @param serviceInstanceId gives the `service.instance.id`
 * @param redact takes out of attributes what must not leave
 */
export function detectResource(
  settings: Settings,
  serviceInstanceId: () => string,
  redact?: (attributes: Attributes) => Attributes,
): Resource {
  const detectors = settings
    .get('OTEL_NODE_RESOURCE_DETECTORS')
    .flatMap((name) => detectorsNamed(name, serviceInstanceId));
  const detected = defaultResource()
    .merge(
      resourceFromAttributes({ 'telemetry.distro.name': 'spanwise', 'telemetry.distro.version': manifest.version }),
    )
    .merge(detectResources({ detectors }))
    .merge(resourceFromAttributes(resourceAttributes(settings)));
  return redact === undefined ? detected : redactResource(detected, redact, detectResources);
}

/** What upstream's detector finds, without waiting: a program that ends early would otherwise send no `host.id`. */
const linuxHost: ResourceDetector = {
  detect() {
    const attributes: Record<string, string> = { 'host.name': hostname(), 'host.arch': hostArch() };
    const id = machineId();
    if (id !== undefined) attributes['host.id'] = id;
    return { attributes };
  },
};

/** https://opentelemetry.io/docs/specs/semconv/resource/host/#collecting-hostid-from-non-containerized-systems */
function machineId(): string | undefined {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/host/#host-arch */
function hostArch(): string {
  const names: Record<string, string> = { arm: 'arm32', ppc: 'ppc32', x64: 'amd64' };
  return names[process.arch] ?? process.arch;
}

// `env` and `none` have no entry: what the environment says is merged in any case.
const detectorsByName: Record<string, (serviceInstanceId: () => string) => ResourceDetector[]> = {
  host: () => [process.platform === 'linux' ? linuxHost : hostDetector],
  os: () => [osDetector],
  process: () => [processDetector],
  serviceinstance: (serviceInstanceId) => [
    { detect: () => ({ attributes: { 'service.instance.id': serviceInstanceId() } }) },
  ],
  container: () => [require('@opentelemetry/resource-detector-container').containerDetector],
  alibaba: () => [require('@opentelemetry/resource-detector-alibaba-cloud').alibabaCloudEcsDetector],
  gcp: () => [require('@opentelemetry/resource-detector-gcp').gcpDetector],
  aws() {
    const aws = require('@opentelemetry/resource-detector-aws');
    return [
      aws.awsEc2Detector,
      aws.awsEcsDetector,
      aws.awsEksDetector,
      aws.awsBeanstalkDetector,
      aws.awsLambdaDetector,
    ];
  },
  azure() {
    const azure = require('@opentelemetry/resource-detector-azure');
    return [azure.azureAppServiceDetector, azure.azureFunctionsDetector, azure.azureVmDetector];
  },
};

function detectorsNamed(name: string, serviceInstanceId: () => string): ResourceDetector[] {
  const named = name === 'all' ? Object.values(detectorsByName) : [detectorsByName[name]];
  return named.flatMap((detectors) => detectors?.(serviceInstanceId) ?? []);
}
