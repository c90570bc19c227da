import { suggest } from '@spanwise/settings';
import type { Place, YamlReader } from '@spanwise/settings/yaml-reader';
import { isComparison, parseBytes, parseDurationComparison, parseNumberComparison } from './comparison.ts';
import {
  type Action,
  type AttributeCondition,
  amounts,
  type Conditions,
  kinds,
  type Limit,
  type Rule,
  statuses,
} from './rule.ts';
import { MIN_RATIO } from './threshold.ts';

export type RulesReader = YamlReader;

const globKeys = ['service', 'route', 'path', 'method', 'name', 'tenant'] as const;
const conditionKeys = [...globKeys, 'kind', 'status', 'duration', 'cost', 'attributes'] as const;

/**
 * Reads one rule of a file.
 *
 * @param names of the rules before; gets this one's
 * @returns undefined when something is wrong, which the reader then has among its problems
 */
export function readRule(reader: YamlReader, place: Place, names: Set<string>): Rule | undefined {
  const fields = reader.fields(place, ['name', 'match', 'action']);
  if (fields === undefined) return undefined;
  const name = fields.name === undefined ? undefined : reader.scalar(fields.name);
  if (fields.name === undefined) {
    reader.complain(place, 'has no name, expected name: and a text that counters and traces show');
  } else if (typeof name !== 'string' || name.trim() === '') {
    reader.complain(fields.name, `got ${reader.shown(fields.name)}, expected a text`);
  } else if (names.has(name)) {
    reader.complain(fields.name, `got '${name}', which another rule has; expected a name of its own`);
  } else {
    names.add(name);
  }
  const match = fields.match === undefined ? undefined : readConditions(reader, fields.match);
  if (fields.action === undefined) {
    reader.complain(place, 'has no action, expected action: drop, keep, { ratio: 0.1 } or { limit: { … } }');
    return undefined;
  }
  const action = readAction(reader, fields.action);
  if (typeof name !== 'string' || action === undefined) return undefined;
  return match === undefined ? { name, action } : { name, match, action };
}

function readConditions(reader: YamlReader, place: Place): Conditions | undefined {
  const fields = reader.fields(place, conditionKeys);
  if (fields === undefined) return undefined;
  const match: Record<string, unknown> = {};
  for (const key of globKeys) if (fields[key] !== undefined) match[key] = readTexts(reader, fields[key]);
  if (fields.kind !== undefined) match.kind = readList(reader, fields.kind, (item) => readOneOf(reader, item, kinds));
  if (fields.status !== undefined) match.status = readOneOf(reader, fields.status, statuses);
  if (fields.duration !== undefined) match.duration = readDuration(reader, fields.duration);
  if (fields.cost !== undefined) match.cost = readAmount(reader, fields.cost);
  if (fields.attributes !== undefined) match.attributes = readAttributes(reader, fields.attributes);
  return match as Conditions;
}

function readTexts(reader: YamlReader, place: Place): string[] | undefined {
  return readList(reader, place, (item) => {
    const value = reader.scalar(item);
    if (typeof value === 'string' && value !== '') return value;
    return reader.complain(item, `got ${reader.shown(item)}, expected a text${quotes(value)}`);
  });
}

function quotes(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? `; write "${value}" in quotes` : '';
}

function readOneOf<T extends string>(reader: YamlReader, place: Place, values: readonly T[]): T | undefined {
  const value = reader.scalar(place);
  if (values.includes(value as T)) return value as T;
  const meant = typeof value === 'string' ? suggest(value.toLowerCase(), values) : undefined;
  const cure = meant === undefined ? '' : `; did you mean ${meant}?`;
  return reader.complain(place, `got ${reader.shown(place)}, expected ${values.join(', ')}${cure}`);
}

/** One value or a list of them; undefined when one is wrong. */
function readList<T>(reader: YamlReader, place: Place, read: (item: Place) => T | undefined): T[] | undefined {
  if (reader.scalar(place) !== undefined) {
    const value = read(place);
    return value === undefined ? undefined : [value];
  }
  const places = reader.items(place);
  if (places?.length === 0) return reader.complain(place, 'the list is empty, expected a value');
  const values = places?.map(read);
  return values?.some((value) => value === undefined) ? undefined : (values as T[] | undefined);
}

function readDuration(reader: YamlReader, place: Place): string | number | undefined {
  const value = reader.scalar(place);
  if (typeof value !== 'boolean' && value !== undefined && parseDurationComparison(value) !== undefined) return value;
  return reader.complain(place, `got ${reader.shown(place)}, expected a duration such as 1s, >= 500ms or < 2m`);
}

function readAmount(reader: YamlReader, place: Place): string | number | undefined {
  const value = reader.scalar(place);
  if (typeof value !== 'boolean' && value !== undefined && parseNumberComparison(value) !== undefined) return value;
  return reader.complain(place, `got ${reader.shown(place)}, expected an amount such as 0.05 or > 1`);
}

function readAttributes(reader: YamlReader, place: Place): Record<string, AttributeCondition> | undefined {
  const conditions: Record<string, AttributeCondition> = {};
  for (const [key, value] of reader.entries(place) ?? []) {
    const condition = readAttribute(reader, value);
    if (condition !== undefined) conditions[key] = condition;
  }
  return conditions;
}

function readAttribute(reader: YamlReader, place: Place): AttributeCondition | undefined {
  const value = reader.scalar(place);
  if (typeof value === 'string' && isComparison(value) && parseNumberComparison(value) === undefined) {
    return reader.complain(place, `got ${reader.shown(place)}, expected a number after the comparison, such as >= 500`);
  }
  if (value !== undefined) return value;
  const shown = reader.shown(place);
  if (shown === 'a list') {
    return readList(reader, place, (item) => {
      const one = reader.scalar(item);
      return one ?? reader.complain(item, `got ${reader.shown(item)}, expected a text, a number, true or false`);
    });
  }
  if (shown !== 'a map') return reader.complain(place, `got ${shown}, expected a value, a list or { exists: true }`);
  const exists = reader.fields(place, ['exists'])?.exists;
  const wanted = exists && reader.scalar(exists);
  if (typeof wanted === 'boolean') return { exists: wanted };
  if (exists !== undefined) return reader.complain(exists, `got ${reader.shown(exists)}, expected true or false`);
  return undefined;
}

const words = ['drop', 'keep'] as const;

function readAction(reader: YamlReader, place: Place): Action | undefined {
  const value = reader.scalar(place);
  if (words.includes(value as 'drop')) return value as 'drop' | 'keep';
  if (reader.shown(place) !== 'a map') {
    const meant = typeof value === 'string' ? suggest(value, [...words, 'ratio', 'limit']) : undefined;
    const cure = meant === undefined ? '' : `; did you mean ${meant}?`;
    return reader.complain(
      place,
      `got ${reader.shown(place)}, expected drop, keep, { ratio: 0.1 } or { limit: { spans_per_minute: 1000 } }${cure}`,
    );
  }
  const fields = reader.fields(place, ['ratio', 'limit']);
  if (fields?.ratio !== undefined && fields.limit !== undefined) {
    return reader.complain(place, 'has both ratio and limit, expected one of them');
  }
  if (fields?.ratio !== undefined) return readRatio(reader, fields.ratio);
  return fields?.limit === undefined ? undefined : readLimit(reader, fields.limit);
}

function readRatio(reader: YamlReader, place: Place): Action | undefined {
  const value = reader.scalar(place);
  if (typeof value === 'number' && value <= 1 && (value >= MIN_RATIO || value === 0)) return { ratio: value };
  const percent = typeof value === 'string' && /^\d+(\.\d+)?\s*%$/.test(value) ? Number.parseFloat(value) : value;
  const cure = typeof percent === 'number' && percent > 0 && percent <= 100 ? `; ${percent} % is ${percent / 100}` : '';
  return reader.complain(place, `got ${reader.shown(place)}, expected a number from 0 to 1${cure}`);
}

function readLimit(reader: YamlReader, place: Place): Action | undefined {
  const fields = reader.fields(place, [...amounts, 'usd_per_gb', 'by']);
  if (fields === undefined) return undefined;
  const given = amounts.filter((amount) => fields[amount] !== undefined);
  if (given.length !== 1) {
    const got = given.length === 0 ? 'has no amount' : `has ${given.join(' and ')}`;
    return reader.complain(place, `${got}, expected one of ${amounts.join(', ')}`);
  }
  const limit: { -readonly [K in keyof Limit]: Limit[K] } = {};
  const amount = given[0]!;
  const value = reader.scalar(fields[amount]!);
  const number = amount === 'bytes_per_minute' && value !== undefined ? parseBytes(String(value)) : value;
  if (typeof number !== 'number' || !(number > 0)) {
    const example = amount === 'bytes_per_minute' ? ' of bytes such as 10MiB' : '';
    return reader.complain(
      fields[amount]!,
      `got ${reader.shown(fields[amount]!)}, expected a number${example} above 0`,
    );
  }
  limit[amount] = number;
  const price = readPrice(reader, place, fields.usd_per_gb, amount);
  if (price !== undefined) limit.usd_per_gb = price;
  if (fields.by !== undefined) limit.by = readTexts(reader, fields.by);
  return { limit };
}

function readPrice(reader: YamlReader, limit: Place, place: Place | undefined, amount: string): number | undefined {
  const isNeeded = amount === 'usd_per_minute';
  if (place === undefined) {
    return isNeeded
      ? reader.complain(limit, 'has usd_per_minute, expected usd_per_gb beside it: what 10^9 bytes cost')
      : undefined;
  }
  if (!isNeeded) return reader.complain(place, 'has a use only with usd_per_minute; remove it');
  const value = reader.scalar(place);
  if (typeof value === 'number' && value > 0) return value;
  return reader.complain(place, `got ${reader.shown(place)}, expected a price above 0`);
}
