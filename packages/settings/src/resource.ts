import type { Settings } from './read.ts';

/**
 * The resource attributes that the environment names: `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, which wins over a
 * `service.name` in it, and their aliases; `SPANWISE_COST_CENTER` where it says nothing of a cost center.
 *
 * https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function resourceAttributes(settings: Settings): Record<string, string> {
  const name = settings.get('OTEL_SERVICE_NAME');
  const costCenter = settings.get('SPANWISE_COST_CENTER');
  return {
    ...(costCenter === undefined ? undefined : { 'service.instance.cost_center.id': costCenter }),
    ...settings.get('OTEL_RESOURCE_ATTRIBUTES'),
    ...(name === undefined ? undefined : { 'service.name': name }),
  };
}
