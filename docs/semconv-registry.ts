import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The part of the semantic-conventions format, `file_format: definition/2`, that our registry uses. */
export interface Registry {
  attributes: RegistryAttribute[];
  groups: RegistryGroup[];
  metrics: RegistryMetric[];
  events: RegistryGroup[];
}

interface RegistryMember {
  id: string;
  value: string;
  brief: string;
}

export interface RegistryAttribute {
  key: string;
  type: string | { members: RegistryMember[] };
  brief: string;
  note?: string;
  stability: string;
  examples?: unknown[];
}

interface AttributeReference {
  ref: string;
  requirement_level: string | { conditionally_required: string };
}

export interface RegistryGroup {
  /** `id` of a group, `name` of an event. */
  id: string;
  brief: string;
  stability: string;
  attributes?: AttributeReference[];
}

export interface RegistryMetric extends Omit<RegistryGroup, 'id'> {
  name: string;
  instrument: string;
  unit: string;
}

const folder = new URL('../packages/semconv/registry/', import.meta.url);

/** Reads all files of `packages/semconv/registry`; names are in the order of the alphabet. */
export function readRegistry(): Registry {
  const registry: Registry = { attributes: [], groups: [], metrics: [], events: [] };
  for (const file of readdirSync(folder).sort()) {
    if (file === 'manifest.yaml') continue;
    const {
      attributes = [],
      attribute_groups = [],
      metrics = [],
      events = [],
    } = parse(readFileSync(new URL(file, folder), 'utf8'));
    registry.attributes.push(...attributes);
    registry.groups.push(...attribute_groups);
    registry.metrics.push(...metrics);
    registry.events.push(...events.map(({ name, ...event }: { name: string }) => ({ id: name, ...event })));
  }
  registry.attributes.sort((one, other) => (one.key < other.key ? -1 : 1));
  registry.metrics.sort((one, other) => (one.name < other.name ? -1 : 1));
  assertReferences(registry);
  return registry;
}

function assertReferences({ attributes, groups, metrics, events }: Registry): void {
  const keys = new Set(attributes.map(({ key }) => key));
  for (const { attributes: references = [], brief } of [...groups, ...metrics, ...events]) {
    for (const { ref } of references) {
      if (!keys.has(ref)) throw new Error(`packages/semconv/registry: no attribute ${ref}, which "${brief}" refers to`);
    }
  }
}
