import type { TraceState } from '@opentelemetry/api';
import { trimWhitespace } from './header-text.ts';

/** Members of a list: https://www.w3.org/TR/trace-context-2/#tracestate-header-field-values */
const MAX_MEMBERS = 32;
/** Characters that are handed on, as https://www.w3.org/TR/trace-context-2/#tracestate-limits asks for at least. */
const MAX_LENGTH = 512;
/** Characters that are read at all: 32 members of the longest kind and whitespace. */
const MAX_HEADER = 32 * 1024;
/** Members longer than this go first when the whole is too long; same section. */
const LARGE_MEMBER = 128;

// https://www.w3.org/TR/trace-context-2/#key and #value
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

type Member = readonly [key: string, value: string];

/** A list of members, the most recent first. Immutable. */
class MemberList implements TraceState {
  readonly #members: readonly Member[];
  #text: string | undefined = undefined;

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  get(key: string): string | undefined {
    for (const member of this.#members) if (member[0] === key) return member[1];
    return undefined;
  }

  /** The changed member moves to the front; the list is cut from its end. A key or value that is not valid is ignored. */
  set(key: string, value: string): TraceState {
    if (!KEY.test(key) || !VALUE.test(value)) return this;
    return new MemberList(bounded([[key, value], ...this.#others(key)]));
  }

  unset(key: string): TraceState {
    const others = this.#others(key);
    return others.length === this.#members.length ? this : new MemberList(others);
  }

  serialize(): string {
    this.#text ??= this.#members.map(([key, value]) => `${key}=${value}`).join(',');
    return this.#text;
  }

  #others(key: string): Member[] {
    return this.#members.filter((member) => member[0] !== key);
  }
}

/**
 * Reads a `tracestate` header, several of them joined by commas.
 *
 * @returns undefined when it has no member, or when any member or their count is against the grammar: such a list is
 * dropped whole, since what it says cannot be trusted
 */
export function parseTraceState(header: string): TraceState | undefined {
  if (header.length > MAX_HEADER) return undefined;
  const members: Member[] = [];
  for (const part of header.split(',')) {
    // Spaces after the equals sign stay: they are part of the value.
    const text = trimWhitespace(part);
    if (text.length === 0) continue;
    const equals = text.indexOf('=');
    const key = text.slice(0, equals);
    const value = text.slice(equals + 1);
    if (equals < 0 || !KEY.test(key) || !VALUE.test(value)) return undefined;
    // One entry per key: the first is the latest.
    if (members.some((member) => member[0] === key)) continue;
    if (members.length === MAX_MEMBERS) return undefined;
    members.push([key, value]);
  }
  return members.length === 0 ? undefined : new MemberList(bounded(members));
}

function bounded(members: readonly Member[]): readonly Member[] {
  let length = -1;
  for (const member of members) length += sizeOf(member) + 1;
  if (members.length <= MAX_MEMBERS && length <= MAX_LENGTH) return members;
  const kept = members.slice(0, MAX_MEMBERS);
  for (const member of members.slice(MAX_MEMBERS)) length -= sizeOf(member) + 1;
  for (let index = kept.length - 1; index >= 0 && length > MAX_LENGTH; index--) {
    const size = sizeOf(kept[index]!);
    if (size <= LARGE_MEMBER) continue;
    kept.splice(index, 1);
    length -= size + 1;
  }
  while (length > MAX_LENGTH) length -= sizeOf(kept.pop()!) + 1;
  return kept;
}

function sizeOf(member: Member): number {
  return member[0].length + 1 + member[1].length;
}
