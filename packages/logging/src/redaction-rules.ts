import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suggest } from '@spanwise/settings';
import { createYamlReader, type Place, type YamlReader } from '@spanwise/settings/yaml-reader';
import { LineCounter, parseDocument } from 'yaml';
import { type Pattern, readPattern } from './redact-pattern.ts';
import { type Action, type Preset, presets, type Rule } from './redact-rule.ts';
import { type ValueKind, valueKinds } from './redact-value.ts';

export interface RedactionFile {
  readonly rules: readonly Rule[];
  /** Beside those that are set. */
  readonly presets: readonly Preset[];
  readonly allow: readonly string[] | undefined;
  /** What is wrong, a line each: file, line of the file, what was found, what was expected. Then there are no rules. */
  readonly problems: readonly string[];
}

const nothing = { rules: [], presets: [], allow: undefined };

/** Reads a file of redaction rules. Never throws: a file that cannot be used gives no rules and says why. */
export function readRedactionRules(path: string): RedactionFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ...nothing, problems: [`${path}: cannot be read (${code ?? message}), expected a YAML file of rules`] };
  }
  return parseRedactionRules(text, basename(path));
}

/** The same for the text of a file. */
export function parseRedactionRules(text: string, file: string): RedactionFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => {
      return `${file}:${lines.linePos(pos[0]).line}: this is no valid YAML: ${message.split('\n')[0]}`;
    });
    return { ...nothing, problems };
  }
  const reader = createYamlReader(document, lines, file);
  const read = readFile(reader, { node: document.contents, path: '', offset: 0 });
  return reader.problems.length > 0 ? { ...nothing, problems: reader.problems } : { ...read, problems: [] };
}

function readFile(reader: YamlReader, root: Place): Omit<RedactionFile, 'problems'> {
  if (root.node === null || root.node === undefined) {
    reader.complain(root, 'the file is empty, expected rules: and a list of them');
    return nothing;
  }
  const fields = reader.fields(root, ['rules', 'presets', 'allow']);
  if (fields === undefined) return nothing;
  if (Object.keys(fields).length === 0 && reader.problems.length === 0) {
    reader.complain(root, 'there is no rules:, presets: or allow:, expected one of them');
  }
  const names = new Set<string>();
  return {
    rules: fields.rules === undefined ? [] : listOf(reader, fields.rules, (place) => readRule(reader, place, names)),
    presets:
      fields.presets === undefined ? [] : listOf(reader, fields.presets, (place) => readOneOf(reader, place, presets)),
    allow: fields.allow === undefined ? undefined : readTexts(reader, fields.allow),
  };
}

function listOf<T>(reader: YamlReader, place: Place, read: (item: Place) => T | undefined): T[] {
  const items = reader.items(place);
  if (items?.length === 0) reader.complain(place, 'the list is empty, expected at least one entry');
  return (items ?? []).flatMap((item) => read(item) ?? []);
}

function readTexts(reader: YamlReader, place: Place): string[] {
  const read = (item: Place): string | undefined => {
    const value = reader.scalar(item);
    if (typeof value === 'string' && value !== '') return value;
    return reader.complain(item, `got ${reader.shown(item)}, expected a key, in which * stands for anything`);
  };
  return reader.scalar(place) === undefined ? listOf(reader, place, read) : [read(place) ?? ''];
}

function readOneOf<T extends string>(reader: YamlReader, place: Place, values: readonly T[]): T | undefined {
  const value = reader.scalar(place);
  if (values.includes(value as T)) return value as T;
  const meant = typeof value === 'string' ? suggest(value.toLowerCase(), values) : undefined;
  const cure = meant === undefined ? '' : `; did you mean ${meant}?`;
  return reader.complain(place, `got ${reader.shown(place)}, expected ${values.join(', ')}${cure}`);
}

function readRule(reader: YamlReader, place: Place, names: Set<string>): Rule | undefined {
  const fields = reader.fields(place, ['name', 'keys', 'values', 'pattern', 'action']);
  if (fields === undefined) return undefined;
  const name = readName(reader, place, fields.name, names);
  const keys = fields.keys && readTexts(reader, fields.keys);
  const values =
    fields.values && listOf(reader, fields.values, (item) => readOneOf<ValueKind>(reader, item, valueKinds));
  const pattern = fields.pattern && readForm(reader, fields.pattern);
  if (fields.keys === undefined && fields.values === undefined && fields.pattern === undefined) {
    reader.complain(place, 'has no keys, values or pattern, expected one of them');
  }
  if (fields.action === undefined) {
    return reader.complain(place, 'has no action, expected action: mask, hash, remove, keep or { truncate: 8 }');
  }
  const action = readAction(reader, fields.action);
  if (name === undefined || action === undefined) return undefined;
  return {
    name,
    ...(keys === undefined ? {} : { keys }),
    ...(values === undefined ? {} : { values }),
    ...(pattern === undefined ? {} : { pattern }),
    action,
  };
}

function readName(reader: YamlReader, rule: Place, place: Place | undefined, names: Set<string>): string | undefined {
  if (place === undefined) return reader.complain(rule, 'has no name, expected name: and a text');
  const name = reader.scalar(place);
  if (typeof name !== 'string' || name.trim() === '') {
    return reader.complain(place, `got ${reader.shown(place)}, expected a text`);
  }
  if (names.has(name)) {
    return reader.complain(place, `got '${name}', which another rule has; expected a name of its own`);
  }
  names.add(name);
  return name;
}

function readForm(reader: YamlReader, place: Place): Pattern | undefined {
  const value = reader.scalar(place);
  if (typeof value !== 'string')
    return reader.complain(place, `got ${reader.shown(place)}, expected a text such as 'BADGE-[0-9]{8}'`);
  try {
    return readPattern(value);
  } catch (error) {
    return reader.complain(place, `got ${reader.shown(place)}, which ${(error as Error).message}`);
  }
}

const words = ['mask', 'hash', 'remove', 'keep'] as const;

function readAction(reader: YamlReader, place: Place): Action | undefined {
  const shown = reader.shown(place);
  if (shown !== 'a map') return readOneOf(reader, place, words);
  const length = reader.fields(place, ['truncate'])?.truncate;
  const value = length && reader.scalar(length);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000) return { truncate: value };
  if (length === undefined)
    return reader.complain(place, `got ${shown}, expected { truncate: 8 } or one of ${words.join(', ')}`);
  return reader.complain(length, `got ${reader.shown(length)}, expected how many characters are left, from 0 to 1000`);
}
