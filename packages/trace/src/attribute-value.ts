import { setOwn } from './attribute-set.ts';

/**
 * How deep arrays and maps may be nested. Protobuf decoders stop at 100 nested messages (C++, Java, Python); a level of
 * maps takes three of them, and one span that is too deep would cost the whole request.
 */
const MAX_DEPTH = 30;

/**
 * The value of an attribute as it is kept: AnyValue of the specification
 * (https://opentelemetry.io/docs/specs/otel/common/#anyvalue), arrays and maps copied, strings and bytes cut to a limit.
 *
 * @param limit UTF-16 code units of a string and bytes of a byte array that are kept
 * @returns undefined when the value is no AnyValue: bigint, symbol, function, an instance of a class, circular
 */
export function attributeValue(value: unknown, limit: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.length <= limit ? value : value.substring(0, limit);
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      try {
        return compositeValue(value, limit, []);
      } catch {
        // A getter of the program's object threw.
        return undefined;
      }
    default:
      return undefined;
  }
}

/**
 * The same for the simpler values that event attributes may have: no null, bytes, maps, nor arrays of mixed types.
 */
export function simpleAttributeValue(value: unknown, limit: number): unknown {
  if (typeof value === 'object' && !(Array.isArray(value) && isHomogeneous(value))) return undefined;
  return attributeValue(value, limit);
}

// `path` holds the arrays and maps around the value.
function compositeValue(value: object, limit: number, path: object[]): unknown {
  if (value instanceof Uint8Array) return value.length <= limit ? value : value.slice(0, limit);
  if (path.length === MAX_DEPTH || path.includes(value)) return undefined;
  path.push(value);
  const copy = Array.isArray(value) ? arrayValue(value, limit, path) : mapValue(value, limit, path);
  path.pop();
  return copy;
}

function mapValue(value: object, limit: number, path: object[]): Record<string, unknown> | undefined {
  if (value.constructor !== Object && value.constructor !== undefined) return undefined;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    const kept = nestedValue(item, limit, path);
    if (kept === undefined) return undefined;
    setOwn(copy, key, kept);
  }
  return copy;
}

function arrayValue(value: readonly unknown[], limit: number, path: object[]): unknown[] | undefined {
  const copy: unknown[] = [];
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    const kept = item === undefined ? undefined : nestedValue(item, limit, path);
    if (kept === undefined && item !== undefined) return undefined;
    copy.push(kept);
  }
  return copy;
}

function nestedValue(value: unknown, limit: number, path: object[]): unknown {
  if (typeof value === 'object' && value !== null) return compositeValue(value, limit, path);
  return attributeValue(value, limit);
}

function isHomogeneous(values: readonly unknown[]): boolean {
  let type: string | undefined;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    type ??= typeof value;
    if (typeof value !== type || (type !== 'string' && type !== 'number' && type !== 'boolean')) return false;
  }
  return true;
}
