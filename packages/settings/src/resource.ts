import type { Settings } from './read.ts';

/**
 * The resource attributes that the environment names: `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, which wins over a
 * `service.name` in it, and their aliases.
 *
 * https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function resourceAttributes(settings: Settings): Record<string, string> {
  const name = settings.get('OTEL_SERVICE_NAME');
  return {
    ...settings.get('OTEL_RESOURCE_ATTRIBUTES'),
    ...(name === undefined ? undefined : { 'service.name': name }),
  };
}
