import { parsePairs } from './pairs.ts';
import type { Setting, Value } from './setting.ts';
import { suggest } from './suggest.ts';
import { maskUrl, quote } from './text.ts';

/** Timers of Node.js and the integers of the specification end here. */
export const maxInteger = 2_147_483_647;

/** Takes what is wrong with a value, as a phrase such as `got 'ten', expected a number from 0 to 1`. */
export type Complain = (problem: string) => void;

/**
 * Reads the text of one setting.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#configuration-types
 *
 * @param text trimmed and not empty
 * @returns undefined when it is invalid; a list or map may be partly valid
 */
export function parse(setting: Setting, text: string, complain: Complain): Value | undefined {
  switch (setting.type) {
    case 'boolean':
      return parseBoolean(text, complain);
    case 'integer':
    case 'number':
      return parseNumber(setting, text, complain);
    case 'duration':
    case 'timeout':
      return parseDuration(setting, text, complain);
    case 'bytes':
      return parseBytes(setting, text, complain);
    case 'enum':
      return parseEnum(setting, text, complain);
    case 'list':
      return parseList(setting, text, complain);
    case 'map':
      return parsePairs(setting, text, complain);
    case 'url':
      return parseUrl(setting, text, complain);
    case 'path':
      return parsePath(text, complain);
    case 'string':
      return text;
  }
}

function parseBoolean(text: string, complain: Complain): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  complain(`got ${quote(text)}, expected true or false`);
  return undefined;
}

function parseNumber(setting: Setting, text: string, complain: Complain): number | undefined {
  const isInteger = setting.type === 'integer';
  const form = isInteger ? /^\+?\d+$/ : /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
  const { min = 0, max = maxInteger } = setting;
  const value = form.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === maxInteger ? ` from ${min}` : ` from ${min} to ${max}`;
  complain(`got ${quote(text)}, expected a ${isInteger ? 'whole ' : ''}number${range}`);
  return undefined;
}

/** A number and perhaps a unit. */
const quantity = /^\+?(\d+(?:\.\d*)?|\.\d+) *([a-z]*)$/i;

const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };

function parseDuration(setting: Setting, text: string, complain: Complain): number | undefined {
  const { min = 0, units, type } = setting;
  const match = quantity.exec(text);
  const scale = match === null ? undefined : match[2] === '' ? 1 : timeUnits[match[2]!.toLowerCase()];
  const millis = match === null || scale === undefined ? Number.NaN : Math.round(Number(match[1]) * scale);
  const isFormAllowed = units || /^\+?\d+$/.test(text);
  if (isFormAllowed && millis >= min && millis <= maxInteger) {
    return type === 'timeout' && millis === 0 ? maxInteger : millis;
  }
  const expected = units ? 'a duration such as 2s, 500ms or 2000' : `a whole number of milliseconds from ${min}`;
  const cure = millis >= min && millis <= maxInteger && text.length < 20 ? ` (${text} is ${millis})` : '';
  complain(`got ${quote(text)}, expected ${expected}${cure}`);
  return undefined;
}

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

function parseBytes(setting: Setting, text: string, complain: Complain): number | undefined {
  const { min = 0 } = setting;
  const match = quantity.exec(text);
  const scale = match === null ? undefined : byteUnits[match[2]!.toLowerCase()];
  const bytes = match === null || scale === undefined ? Number.NaN : Math.round(Number(match[1]) * scale);
  if (bytes >= min && Number.isSafeInteger(bytes)) return bytes;
  complain(`got ${quote(text)}, expected a number of bytes from ${min}, such as 33554432, 32MiB or 64MB`);
  return undefined;
}

function parseEnum(setting: Setting, text: string, complain: Complain): string | undefined {
  const { values = [], unsupported = {} } = setting;
  const value = known(setting, text);
  if (value !== undefined) return value;
  if (Object.hasOwn(unsupported, text.toLowerCase())) complain(unsupportedValue(setting, text));
  else complain(`got ${quote(text)}${didYouMean([text], values)}, expected one of ${values.join(', ')}`);
  return undefined;
}

function parseList(setting: Setting, text: string, complain: Complain): readonly string[] | undefined {
  const { values = [], open, unsupported = {} } = setting;
  const found = new Set<string>();
  const unknown: string[] = [];
  for (const item of text.split(',')) {
    const name = item.trim();
    if (name === '') continue;
    const value = known(setting, name);
    if (value !== undefined) found.add(value);
    else if (Object.hasOwn(unsupported, name.toLowerCase())) complain(unsupportedValue(setting, name));
    else if (open) found.add(name);
    else unknown.push(name);
  }
  if (unknown.length > 0) {
    const expected =
      values.length > 15 ? `some of the ${values.length} documented names` : `some of ${values.join(', ')}`;
    complain(`got ${quote(unknown.join(','))}${didYouMean(unknown, values)}, expected ${expected}`);
  }
  if (found.has('none') && found.size > 1) {
    complain(`got ${quote(text)}, expected 'none' alone or left out`);
    return ['none'];
  }
  return found.size === 0 ? undefined : [...found];
}

function known({ values = [], synonyms = {} }: Setting, text: string): string | undefined {
  if (values.includes(text)) return text;
  const lower = text.toLowerCase();
  if (Object.hasOwn(synonyms, lower)) return synonyms[lower];
  return values.find((value) => value.toLowerCase() === lower);
}

function unsupportedValue({ unsupported = {} }: Setting, text: string): string {
  return `${quote(text)} is not supported: ${unsupported[text.toLowerCase()]}`;
}

function didYouMean(texts: readonly string[], values: readonly string[]): string {
  // Instrumentations are often written with the name of their package.
  const names = texts.slice(0, 5).map((text) => suggest(text.toLowerCase().replace(/^.*instrumentation-/, ''), values));
  const meant = [...new Set(names.filter((name) => name !== undefined))];
  return meant.length === 0 ? '' : ` (did you mean '${meant.join(',')}'?)`;
}

function parseUrl(setting: Setting, text: string, complain: Complain): string | undefined {
  if (/^https?:\/\//i.test(text)) {
    if (URL.canParse(text) && !/\s/.test(text)) return text;
  } else if (setting.target && isTarget(text)) {
    return text;
  }
  complain(`got ${quote(maskUrl(text))}, expected an http:// or https:// url such as http://localhost:4318`);
  return undefined;
}

/** `host:port`, what gRPC accepts beside a url. */
function isTarget(text: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}$/i.test(text) && URL.canParse(`http://${text}`);
}

function parsePath(text: string, complain: Complain): string | undefined {
  // The text of a key in place of its path must not be shown.
  if (!/[\n\r\0]|-----BEGIN/.test(text)) return text;
  complain('got the content of a file or a broken line, which is not shown; expected the path of a file');
  return undefined;
}
