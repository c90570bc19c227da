/** Types of attributes, as the semantic conventions name them; `any` where upstream does not say which. */
export type AttributeType =
  | 'string'
  | 'int'
  | 'double'
  | 'boolean'
  | 'string[]'
  | 'int[]'
  | 'double[]'
  | 'boolean[]'
  | 'any';

/** Names with what is known of them. */
export interface Registry {
  attributes: Readonly<Record<string, AttributeType>>;
  /** Beginnings of names that end as the program likes, such as `http.request.header.`. */
  templates: Readonly<Record<string, AttributeType>>;
  /** Units by name; '' where the unit is not known. */
  metrics: Readonly<Record<string, string>>;
}

/** Several registries as one; the first that has a name counts. */
export function mergeRegistries(...registries: readonly Registry[]): Registry {
  const merged: Registry = { attributes: {}, templates: {}, metrics: {} };
  for (const { attributes, templates, metrics } of registries.toReversed()) {
    Object.assign(merged.attributes, attributes);
    Object.assign(merged.templates, templates);
    Object.assign(merged.metrics, metrics);
  }
  return merged;
}
