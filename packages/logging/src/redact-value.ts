import { keyForms } from './redact-api-key.ts';
import { isUrl64 } from './redact-characters.ts';
import {
  aroundMark,
  findAuthorization,
  findPrivateKey,
  findUserinfo,
  findWebToken,
  maskUserinfo,
} from './redact-credential.ts';
import { ibanLengths } from './redact-iban.ts';
import { findSpelledOut, pairDetector } from './redact-pair.ts';
import { findCard, findEmail, findIban, findIPv4, findIPv6, findPhone } from './redact-personal.ts';
import type { Detector, Target } from './redact-scan.ts';
import { findElement, findLoginPassword, findRolePassword } from './redact-statement.ts';

/** What values are searched for. */
export const valueKinds = [
  'password',
  'jwt',
  'api_key',
  'private_key',
  'email',
  'card',
  'phone',
  'iban',
  'ip',
  'sql',
] as const;

export type ValueKind = (typeof valueKinds)[number];

/** A target with what takes the place of what it finds, where that is not one word. */
export interface KindTarget extends Target {
  readonly mask?: (found: string) => string;
}

/** `Bearer` and twelve characters; keys and JSON web tokens are longer. */
const SHORTEST_TOKEN = 19;

/** `passwd` and eight characters. */
const SHORTEST_SPELLED_OUT = 15;

const digits = [...'0123456789'];
// The first two characters of words that begin with a digit.
const numbers: readonly string[] = digits.flatMap((first) => [...'0123456789.'].map((second) => first + second));

/**
 * How each kind is found in texts. SQL is not: its literals are what they are by their place in a statement.
 *
 * @param queryNames parameters of URLs that are secret, beside those whose names say so
 */
export function targetsOf(kind: ValueKind, queryNames: readonly string[]): readonly KindTarget[] {
  switch (kind) {
    case 'private_key':
      return [{ marks: '-', find: findPrivateKey }];
    case 'jwt':
      return [{ starts: ['eyJ'], shortest: SHORTEST_TOKEN, find: findWebToken }];
    case 'api_key':
      return [
        {
          starts: [...new Set(keyForms.map(({ start }) => start.slice(0, 3)))],
          shortest: SHORTEST_TOKEN,
          find: keyDetector(),
        },
        // Mailchimp; Telegram.
        { marks: '-', find: aroundMark(/(?<![0-9A-Za-z])[0-9a-f]{32}$/, 33, '-us', /-us\d{1,2}\b/y) },
        { marks: ':', find: aroundMark(/\d{8,10}$/, 10, ':AA', /:AA[A-Za-z0-9_-]{33}/y) },
      ];
    case 'password':
      return [
        { marks: ':', find: findUserinfo, mask: maskUserinfo },
        { starts: [...anyCase('bea', 'bas'), 'AUT'], shortest: SHORTEST_TOKEN, find: findAuthorization },
        { starts: anyCase('pas'), shortest: SHORTEST_SPELLED_OUT, find: findSpelledOut },
        { marks: '=:-', find: pairDetector(queryNames) },
        { marks: '>', find: findElement },
        // A statement and a line are longer than what they begin with.
        { starts: anyCase('pas', 'ide'), shortest: SHORTEST_TOKEN, find: findRolePassword },
        { starts: anyCase('log'), shortest: SHORTEST_TOKEN, find: findLoginPassword },
      ];
    case 'email':
      return [{ marks: '@', find: findEmail }];
    case 'card':
      return [{ starts: numbers, find: findCard }];
    case 'phone':
      return [
        { marks: '+(', find: findPhone },
        { starts: numbers, find: findPhone },
      ];
    case 'iban':
      return [{ starts: Object.keys(ibanLengths), find: findIban }];
    case 'ip':
      return [
        { starts: numbers, find: findIPv4 },
        { marks: ':', find: findIPv6 },
      ];
    case 'sql':
      return [];
  }
}

/** `bea`, `Bea` and `BEA`. */
function anyCase(...starts: string[]): string[] {
  return starts.flatMap((start) => [start, start[0]!.toUpperCase() + start.slice(1), start.toUpperCase()]);
}

/** One expression for all keys that begin with the same two characters, compiled when the first of them is met. */
function keyDetector(): Detector {
  const sources = new Map<string, string[]>();
  for (const { start, rest } of keyForms) {
    const first = start.slice(0, 2);
    sources.set(first, [...(sources.get(first) ?? []), escaped(start) + rest]);
  }
  const compiled = new Map<string, RegExp>();
  return ({ text }, at) => {
    const first = text.slice(at, at + 2);
    let form = compiled.get(first);
    if (form === undefined) {
      form = new RegExp(`(?:${sources.get(first)!.join('|')})`, 'y');
      compiled.set(first, form);
    }
    form.lastIndex = at;
    if (!form.test(text)) return undefined;
    let end = form.lastIndex;
    // Longer than any that is documented: no part of it may be left.
    while (isUrl64(text.charCodeAt(end))) end++;
    return { start: at, end };
  };
}

/** The text as a part of a regular expression that stands for itself, in JavaScript and in Go. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&');
}
