import { createHash } from 'node:crypto';
import { attributes, type Fields, text } from './wire.ts';

/** Lines of text, each by what it is about. */
export type Lines = [name: string, line: string][];

// Attributes have no order: https://opentelemetry.io/docs/specs/otel/common/#attribute-collections
export function attributeLines(name: string, from: Fields | undefined): Lines {
  return attributes(from)
    .map(([key, value]): Lines[number] => [`${name} ${shorten(key)}`, random.test(key) ? '<random>' : value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const random =
  /^(process\.pid|service\.instance\.id|thread\.id|.*\.port|net\.transport\.id|.*\.time_to_first_chunk|.*\.job\.processedOn)$/;

/** The scope and the resource that a span, log record or metric came with. */
export function originLines(scope: Fields, resource: Fields): Lines {
  const { name, version } = (scope.scope ?? {}) as Fields;
  return [
    ['scope', `${name ?? ''}@${version ?? ''}`],
    ['scope schema', text(scope, 'schemaUrl')],
    ...attributeLines('scope attribute', scope.scope as Fields | undefined),
    ['resource schema', text(resource, 'schemaUrl')],
    ...attributeLines('resource', resource.resource as Fields | undefined),
  ];
}

/** Long text by its beginning, length and hash. */
export function shorten(value: string): string {
  if (value.length <= 400) return value;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 12);
  return `${value.slice(0, 60)}… (${value.length} characters, sha256 ${hash})`;
}

export function enumName(names: readonly string[], value: unknown): string {
  return names[Number(value ?? 0)] ?? String(value);
}
