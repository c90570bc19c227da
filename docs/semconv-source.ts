import { type RegistryAttribute, readRegistry } from './semconv-registry.ts';

const heading = '// Generated from packages/semconv/registry by `pnpm run docs`.\n';

/** `packages/semconv/src/names.ts`: a constant for each name and each value of an enum. */
export function renderNames(): string {
  const { attributes, metrics, events } = readRegistry();
  return `${heading}
${attributes.map(attributeConstants).join('\n')}

${metrics.map(({ name, brief }) => constant('METRIC', name, name, brief)).join('\n')}

${events.map(({ id, brief }) => constant('EVENT', id, id, brief)).join('\n')}
`;
}

/** `packages/semconv/src/own-registry.ts`: the types that the checker compares with. */
export function renderOwnRegistry(): string {
  const { attributes, metrics } = readRegistry();
  return `${heading}
import type { Registry } from './registry.ts';

/** The names of Spanwise's own, with their types and units. */
export const ownRegistry: Registry = {
  attributes: {
${attributes.map(({ key, type }) => `    ${/^\w+$/.test(key) ? key : `'${key}'`}: '${typeof type === 'string' ? type : 'string'}',`).join('\n')}
  },
  templates: {},
  metrics: {
${metrics.map(({ name, unit }) => `    '${name}': '${unit}',`).join('\n')}
  },
};
`;
}

function attributeConstants({ key, type, brief }: RegistryAttribute): string {
  const own = constant('ATTR', key, key, brief);
  if (typeof type === 'string') return own;
  return [own, ...type.members.map(({ id, value }) => line(`${screaming(key)}_VALUE_${screaming(id)}`, value))].join(
    '\n',
  );
}

function constant(prefix: string, name: string, value: string, brief: string): string {
  return `/** ${brief.trim()} */\n${line(`${prefix}_${screaming(name)}`, value)}`;
}

function line(name: string, value: string): string {
  return `export const ${name} = '${value}';`;
}

function screaming(name: string): string {
  return name.replaceAll('.', '_').toUpperCase();
}
