import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { AttributeType, Registry } from './registry.ts';

/** Attributes by these last parts are whole numbers; their examples alone could as well be texts of digits. */
const integers =
  /(^|[._])(port|status_code|count|size|pid|ppid|tokens|line_number|column_number|lineno|position|max_memory)$/;

/**
 * The names of the semantic conventions, from the installed `@opentelemetry/semantic-conventions`. That package exports
 * names without types, so types are read from the examples in its declarations, where those leave no doubt.
 *
 * @throws when the package is not there
 */
export function upstreamRegistry(): Registry {
  const load = createRequire(import.meta.url);
  const constants = load('@opentelemetry/semantic-conventions/incubating');
  const folder = dirname(load.resolve('@opentelemetry/semantic-conventions/incubating'));
  const registry: Names = { attributes: {}, templates: {}, metrics: {} };
  for (const file of ['experimental_attributes.d.cts', 'stable_attributes.d.cts']) {
    readDeclarations(readFileSync(join(folder, file), 'utf8'), registry);
  }
  for (const [constant, value] of Object.entries(constants)) {
    if (constant.startsWith('METRIC_')) registry.metrics[String(value)] = '';
    // The constant of a template makes a name of the part that the program chooses.
    if (typeof value === 'function') registry.templates[value('')] = 'any';
  }
  return registry;
}

interface Names {
  attributes: Record<string, AttributeType>;
  templates: Record<string, AttributeType>;
  metrics: Record<string, string>;
}

function readDeclarations(text: string, names: Names): void {
  const declarations = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\ndeclare const ATTR_\w+: "([^"]+)"/g;
  for (const [, comment = '', name = ''] of text.matchAll(declarations)) {
    names.attributes[name] = typeOf(name, comment);
  }
}

function typeOf(name: string, comment: string): AttributeType {
  const examples = [...comment.matchAll(/@example ?(.*)/g)].map(([, example = '']) => example.trim());
  if (integers.test(name)) return 'int';
  if (examples.length === 0) return 'any';
  if (examples.every((example) => example.startsWith('['))) return 'any';
  if (examples.every((example) => /^(true|false)$/.test(example))) return 'boolean';
  if (examples.every((example) => Number.isFinite(Number(example)))) return 'any';
  return examples.some((example) => /^[[{"]/.test(example)) ? 'any' : 'string';
}
