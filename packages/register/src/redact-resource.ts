import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { detectResources, Resource } from '@opentelemetry/resources';

type Pending = Record<string, AttributeValue | undefined | Promise<AttributeValue | undefined>>;

/**
 * A resource with all that is in another one after it was redacted, also what detectors still look for.
 *
 * @param make that of the package which the resource is from
 */
export function redactResource(
  resource: Resource,
  redact: (attributes: Attributes) => Attributes,
  make: typeof detectResources,
): Resource {
  const one = (key: string, value: AttributeValue | undefined): AttributeValue | undefined =>
    redact({ [key]: value })[key];
  const attributes: Pending = {};
  // The first of a name counts.
  for (const [key, value] of resource.getRawAttributes().toReversed()) {
    attributes[key] =
      value instanceof Promise ? value.then((found) => one(key, found)) : one(key, value as AttributeValue);
  }
  return make({ detectors: [{ detect: () => ({ attributes }) }] });
}
