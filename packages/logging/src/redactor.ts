import { keyedHash } from './pseudonym.ts';
import { maskQueryText } from './query-text.ts';
import type { Pattern } from './redact-pattern.ts';
import { isCardNumber } from './redact-personal.ts';
import { type Action, matchesGlob, plainKeys, type Rule } from './redact-rule.ts';
import { createScanner, type Detector } from './redact-scan.ts';
import { type KindTarget, targetsOf } from './redact-value.ts';

export interface RedactorOptions {
  /** In the order of their weight. */
  readonly rules: readonly Rule[];
  /** When it is there, attributes with other keys are left out; `*` stands for anything. */
  readonly allow?: readonly string[] | undefined;
  /** Key of the hashes; without one, what would be hashed is masked. */
  readonly key?: string | undefined;
  /** Names of parameters of URLs that are secret, beside those whose names say so. */
  readonly queryNames?: readonly string[];
}

/** Takes out of telemetry what must not leave the process. None of its functions throws. */
export interface Redactor {
  /** A text that has no key: a name, a message, a body. The same text when there is nothing in it. */
  text(text: string): string;
  /** The same of a name, which comes again and again: those in which there was nothing are remembered. */
  name(text: string): string;
  /** The same of any value. */
  content(value: unknown): unknown;
  /** The value of an attribute, undefined when the attribute is to be left out. */
  value(key: string, value: unknown): unknown;
  /** The same map when there is nothing in it, else another one. */
  attributes<T extends object>(attributes: T): T;
  /** Changes attributes in their place. */
  attributesInPlace(attributes: Record<string, unknown>): void;
  /**
   * Changes attributes that are two lists in their place.
   * @returns whether there is one to be left out, whose value is undefined now
   */
  lists(keys: readonly string[], values: unknown[]): boolean;
}

/** What is searched for. */
interface Search {
  readonly scan: ((text: string) => string) | undefined;
  readonly isSql: boolean;
  readonly cards: boolean;
}

/** What is done with the values of a key. */
interface Verdict extends Search {
  readonly action: Action | undefined;
  /** The key that came behind it last, which is likely to come again: spans of a kind have the same keys. */
  nextKey: string | undefined;
  next: Verdict | undefined;
}

const noSearch: Search = { scan: undefined, isSql: false, cards: false };

function verdict(action: Action | undefined, { scan, isSql, cards }: Search = noSearch): Verdict {
  return { action, scan, isSql, cards, nextKey: undefined, next: undefined };
}

/** What is behind so many characters of a text is not searched, and so left out. */
const LONGEST_TEXT = 1_048_576;
/** What was begun there may go on behind it. */
const OVERLAP = 1024;
const MOST_KEYS = 2000;
/** How many names are remembered, a power of two, and how long they may be. */
const NAMES = 64;
const LONGEST_NAME = 256;
const DEEPEST = 32;

export const MASK = 'REDACTED';

// Marks an attribute to be left out, while a text is being searched.
const REMOVED = 'removed\u0000';

export function createRedactor({ rules, allow, key: hashKey, queryNames = [] }: RedactorOptions): Redactor {
  const verdicts = new Map<string, Verdict>();
  const scanners = new Map<string, Search>();
  const plain = new Set(plainKeys);
  const anywhere = verdict(undefined, searchOf(rules.filter((rule) => rule.keys === undefined && !isWhole(rule))));
  const beginning = verdict('keep');

  function verdictOf(key: string): Verdict {
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    if (verdicts.size >= MOST_KEYS) verdicts.clear();
    const decided = decide(key);
    verdicts.set(key, decided);
    return decided;
  }

  function decide(key: string): Verdict {
    if (allow !== undefined && !allow.some((glob) => matchesGlob(key, glob))) {
      return verdict('remove');
    }
    const searches: Rule[] = [];
    for (const rule of rules) {
      if (rule.keys !== undefined && !isNamed(rule.keys, key)) continue;
      if (isWhole(rule)) return verdict(rule.action);
      if (rule.keys !== undefined || !plain.has(key)) searches.push(rule);
    }
    return searches.length === 0 ? verdict('keep') : verdict(undefined, searchOf(searches));
  }

  /** One search for all that these rules look for; the same rules have the same. */
  function searchOf(searches: readonly Rule[]): Search {
    const id = searches.map((rule) => rules.indexOf(rule)).join();
    let search = scanners.get(id);
    if (search === undefined) {
      search = makeSearch(searches);
      scanners.set(id, search);
    }
    return search;
  }

  function makeSearch(searches: readonly Rule[]): Search {
    const targets: KindTarget[] = [];
    const actions: Action[] = [];
    const seen = new Set<string>();
    for (const { values = [], pattern, action } of searches) {
      const added = pattern === undefined ? [] : [patternTarget(pattern)];
      for (const kind of values) {
        if (!seen.has(kind) && action !== 'keep') added.push(...targetsOf(kind, queryNames));
        seen.add(kind);
      }
      if (action === 'keep') continue;
      targets.push(...added);
      for (let count = added.length; count > 0; count--) actions.push(action);
    }
    const isSql = seen.has('sql');
    if (targets.length === 0) return { scan: undefined, isSql, cards: false };
    const scan = createScanner(targets, (found, target) => {
      const { mask } = targets[target]!;
      return changed(found, actions[target]!, mask) ?? REMOVED;
    });
    return { scan, isSql, cards: seen.has('card') };
  }

  function changed(text: string, action: Action, mask?: (found: string) => string): string | undefined {
    if (action === 'keep') return text;
    if (action === 'remove') return undefined;
    if (action === 'hash' && hashKey !== undefined) return keyedHash(hashKey, text);
    if (typeof action === 'object') return text.length > action.truncate ? `${text.slice(0, action.truncate)}…` : text;
    return mask?.(text) ?? MASK;
  }

  function search({ scan, isSql }: Search, text: string): string | undefined {
    const isLong = text.length > LONGEST_TEXT;
    let result = isLong ? text.slice(0, LONGEST_TEXT) : text;
    if (isSql) result = maskQueryText(result);
    if (scan !== undefined) {
      const scanned = scan(result);
      if (scanned !== result && scanned.includes(REMOVED)) return undefined;
      result = scanned;
    }
    if (!isLong) return result;
    return `${result.slice(0, -OVERLAP)}… ${MASK}: ${text.length - LONGEST_TEXT + OVERLAP} more characters`;
  }

  function redactValue(decided: Verdict, value: unknown, depth: number): unknown {
    const { action } = decided;
    if (action === 'keep' || value === undefined || value === null || typeof value === 'boolean') {
      return action === 'remove' ? undefined : value;
    }
    if (action !== undefined) return wholeValue(action, value);
    if (typeof value === 'string') return search(decided, value);
    if (typeof value === 'number') return decided.cards && isCardNumber(value) ? MASK : value;
    if (typeof value !== 'object') return value;
    if (depth > DEEPEST) return MASK;
    if (value instanceof Uint8Array) {
      const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
      return search(decided, text) === text ? value : MASK;
    }
    return Array.isArray(value) ? listOf(decided, value, depth) : mapOf(value, depth);
  }

  function wholeValue(action: Action, value: unknown): unknown {
    if (action === 'remove') return undefined;
    if (Array.isArray(value)) return value.map((item) => wholeValue(action, item));
    return changed(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)), action);
  }

  function listOf(decided: Verdict, list: readonly unknown[], depth: number): unknown {
    let result: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const value = list[index];
      // `['--password', 'hunter2']`
      const option = index > 0 ? list[index - 1] : undefined;
      const isSecret =
        typeof option === 'string' &&
        option.startsWith('--') &&
        verdictOf(option).action !== undefined &&
        verdictOf(option).action !== 'keep';
      const kept =
        isSecret && typeof value === 'string' && !value.startsWith('-') ? MASK : redactValue(decided, value, depth + 1);
      if (kept !== value) {
        result ??= [...list];
        result[index] = kept ?? MASK;
      }
    }
    return result ?? list;
  }

  function mapOf(map: object, depth: number): object {
    let result: Record<string, unknown> | undefined;
    for (const [key, value] of Object.entries(map)) {
      const kept = redactValue(verdictOf(key), value, depth + 1);
      if (kept === value) continue;
      result ??= { ...map };
      put(result, key, kept);
    }
    return result ?? map;
  }

  function put(map: Record<string, unknown>, key: string, value: unknown): void {
    if (value === undefined) delete map[key];
    else if (key === '__proto__')
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }

  /** What cannot be read cannot be searched: it does not leave. */
  function guarded(decided: Verdict, value: unknown): unknown {
    try {
      return redactValue(decided, value, 0);
    } catch {
      return MASK;
    }
  }

  function redactText(text: string): string {
    if (typeof text !== 'string') return redactContent(text) as string;
    try {
      return search(anywhere, text) ?? MASK;
    } catch {
      return MASK;
    }
  }

  /** Also what a program gave in the place of a text. */
  function redactContent(value: unknown): unknown {
    return value === undefined || value === null ? value : (guarded(anywhere, value) ?? MASK);
  }

  const names: string[] = new Array(NAMES).fill('');

  function redactName(text: string): string {
    if (typeof text !== 'string') return redactContent(text) as string;
    const { length } = text;
    const slot = (length + (text.charCodeAt(length - 1) << 3)) & (NAMES - 1);
    if (names[slot] === text) return text;
    const kept = redactText(text);
    if (kept === text && length <= LONGEST_NAME) names[slot] = text;
    return kept;
  }

  return {
    text: redactText,
    name: redactName,
    content: redactContent,
    value: (key, value) => guarded(verdictOf(key), value),
    attributes(attributes) {
      try {
        return mapOf(attributes, 0) as typeof attributes;
      } catch {
        return {} as typeof attributes;
      }
    },
    attributesInPlace(attributes) {
      for (const key of Object.keys(attributes)) {
        const decided = verdictOf(key);
        if (decided.action === 'keep') continue;
        const value = attributes[key];
        const kept = guarded(decided, value);
        if (kept !== value) put(attributes, key, kept);
      }
    },
    lists(keys, values) {
      let hasRemoved = false;
      let before = beginning;
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!;
        if (before.nextKey !== key) {
          before.nextKey = key;
          before.next = verdictOf(key);
        }
        before = before.next!;
        if (before.action === 'keep') continue;
        const value = values[index];
        if (typeof value === 'number' && before.action === undefined && !before.cards) continue;
        const kept = guarded(before, value);
        if (kept === value) continue;
        values[index] = kept;
        if (kept === undefined) hasRemoved = true;
      }
      return hasRemoved;
    },
  };
}

function isWhole({ values, pattern }: Rule): boolean {
  return values === undefined && pattern === undefined;
}

function isNamed(keys: NonNullable<Rule['keys']>, key: string): boolean {
  return typeof keys === 'function' ? keys(key) : keys.some((glob) => matchesGlob(key, glob));
}

const characters: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

function patternTarget({ source, begins }: Pattern): KindTarget {
  const starts: string[] = [];
  for (const first of characters)
    for (const second of characters) if (begins(first, second)) starts.push(first + second);
  const form = new RegExp(source, 'ys');
  const find: Detector = ({ text }, at) => {
    form.lastIndex = at;
    return form.test(text) ? { start: at, end: form.lastIndex } : undefined;
  };
  return { starts, find };
}
