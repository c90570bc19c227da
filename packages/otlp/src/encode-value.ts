import { type ByteWriter, SHORT, utf8Length, varintSize } from './encode-bytes.ts';

/** Attributes as the API gives them; values are AnyValue: string, number, boolean, null, bytes, arrays, plain objects. */
export type AttributeMap = Readonly<Record<string, unknown>>;

// Fields of opentelemetry/proto/common/v1/common.proto: AnyValue and KeyValue, with their wire types.
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const MAP = 0x32;
const BYTES = 0x3a;
const ELEMENT = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;

// Attribute keys come from code, so there are few; the limit is for programs that make keys out of data.
const KNOWN_KEYS = 2048;
const CACHED_VALUE = 64;
const TRIES = 64;

interface KnownKey {
  /** Tag, length and bytes of the key and the tag of the value, padded to whole words. */
  readonly words: Int32Array;
  readonly length: number;
  /** Values that may still be new in a row before this key is taken for one whose values never repeat, such as an id. */
  tries: number;
  /** The string this key had last: most keys of a program repeat a few values. */
  lastValue: string | undefined;
  /** Everything of that pair after its tag, made when the value came the second time. */
  lastWords: Int32Array | undefined;
  lastLength: number;
}

const known = new Map<string, KnownKey>();

// The keys of the spans before, by their place in the list: those of one kind come in the same order, and to compare a
// key with the one that was there last takes a tenth of looking for it.
const PLACES = 32;
const lastKeys: string[] = new Array(PLACES).fill('');
const lastEntries: (KnownKey | undefined)[] = new Array(PLACES).fill(undefined);

function entryOf(key: string, place: number): KnownKey {
  if (place < PLACES && lastKeys[place] === key) return lastEntries[place]!;
  const entry = known.get(key);
  if (entry === undefined) return learnKey(key);
  if (place < PLACES) {
    lastKeys[place] = key;
    lastEntries[place] = entry;
  }
  return entry;
}

function toWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((bytes.length + 3) >> 2);
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

function learnKey(key: string): KnownKey {
  const length = utf8Length(key);
  const bytes = Buffer.alloc(length + varintSize(length) + 2);
  let position = 0;
  bytes[position++] = KEY;
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) bytes[position++] = (rest & 0x7f) | 0x80;
  bytes[position++] = rest;
  position += bytes.write(key, position);
  bytes[position] = VALUE;
  const entry: KnownKey = {
    words: toWords(bytes),
    length: bytes.length,
    tries: TRIES,
    lastValue: undefined,
    lastWords: undefined,
    lastLength: 0,
  };
  if (known.size < KNOWN_KEYS && length <= 256) known.set(key, entry);
  return entry;
}

// Four bytes at a time; up to three bytes after the end are overwritten later, so reserve them.
function writeWords(out: ByteWriter, position: number, words: Int32Array): void {
  const view = out.view;
  let at = position;
  for (let index = 0; index < words.length; index++) {
    view.setInt32(at, words[index]!, true);
    at += 4;
  }
}

/**
 * Writes one `repeated KeyValue` entry.
 *
 * @param tag the tag byte of the repeated field in its message, such as 0x4a for `Span.attributes`
 * @param place how many entries come before it
 */
export function writeAttribute(out: ByteWriter, tag: number, place: number, key: string, value: unknown): void {
  const entry = entryOf(key, place);
  if (typeof value === 'string') {
    writeStringAttribute(out, tag, entry, value);
    return;
  }
  if (typeof value === 'boolean') {
    const start = writeShortKey(out, tag, entry, 2);
    out.bytes[start] = 2;
    out.bytes[start + 1] = BOOL;
    out.bytes[start + 2] = value ? 1 : 0;
    out.position = start + 3;
    return;
  }
  if (typeof value === 'number' && value >= 0 && value <= 0x7f && Number.isInteger(value)) {
    const start = writeShortKey(out, tag, entry, 2);
    out.bytes[start] = 2;
    out.bytes[start + 1] = INT;
    out.bytes[start + 2] = value;
    out.position = start + 3;
    return;
  }
  out.reserve(entry.length + 8);
  out.bytes[out.position++] = tag;
  const pair = out.open();
  out.reserve(entry.length + 4);
  writeWords(out, out.position, entry.words);
  out.position += entry.length;
  writeValue(out, value);
  out.close(pair);
}

// Tag, length and key of a pair whose value takes `size` bytes; gives the position for the value's length.
function writeShortKey(out: ByteWriter, tag: number, entry: KnownKey, size: number): number {
  out.reserve(entry.length + size + 16);
  const length = entry.length + 1 + size;
  out.bytes[out.position++] = tag;
  out.varint(length);
  const position = out.position;
  writeWords(out, position, entry.words);
  return position + entry.length;
}

function writeStringAttribute(out: ByteWriter, tag: number, entry: KnownKey, value: string): void {
  if (entry.tries > 0) writeLikelyString(out, tag, entry, value);
  else writeAnyString(out, tag, entry, value);
}

function writeAnyString(out: ByteWriter, tag: number, entry: KnownKey, value: string): void {
  // All three lengths in one byte each, when the string turns out to be ASCII.
  if (entry.length + value.length + 3 < 0x80 && writeShortString(out, tag, entry, value)) return;
  writeLongString(out, tag, entry, value);
}

function writeLikelyString(out: ByteWriter, tag: number, entry: KnownKey, value: string): void {
  const start = out.position;
  if (!isSame(value, entry.lastValue)) {
    entry.tries--;
    entry.lastValue = value.length <= CACHED_VALUE ? value : undefined;
    entry.lastWords = undefined;
    writeAnyString(out, tag, entry, value);
    return;
  }
  entry.tries = TRIES;
  const words = entry.lastWords;
  if (words === undefined) {
    writeAnyString(out, tag, entry, value);
    entry.lastLength = out.position - start - 1;
    entry.lastWords = toWords(out.bytes.subarray(start + 1, out.position));
    return;
  }
  out.reserve(entry.lastLength + 8);
  out.bytes[start] = tag;
  writeWords(out, start + 1, words);
  out.position = start + 1 + entry.lastLength;
}

// Most strings that differ do so in length or at their end, and comparing two whole strings is a call into V8.
function isSame(value: string, last: string | undefined): boolean {
  if (last === undefined || value.length !== last.length) return false;
  const end = value.length - 1;
  return end < 0 || (value.charCodeAt(end) === last.charCodeAt(end) && value === last);
}

// False when the string is not ASCII; then nothing of what was written counts.
function writeShortString(out: ByteWriter, tag: number, entry: KnownKey, value: string): boolean {
  const size = value.length;
  out.reserve(entry.length + size * 3 + 16);
  const bytes = out.bytes;
  let position = out.position;
  bytes[position] = tag;
  bytes[position + 1] = entry.length + size + 3;
  writeWords(out, position + 2, entry.words);
  position += entry.length + 2;
  bytes[position] = size + 2;
  bytes[position + 1] = STRING;
  bytes[position + 2] = size;
  position += 3;
  if (size < SHORT) {
    for (let index = 0; index < size; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[position + index] = code;
    }
  } else if (bytes.write(value, position) !== size) {
    return false;
  }
  out.position = position + size;
  return true;
}

function writeLongString(out: ByteWriter, tag: number, entry: KnownKey, value: string): void {
  const size = utf8Length(value);
  const inner = 1 + varintSize(size) + size;
  out.reserve(entry.length + inner + 24);
  out.bytes[out.position++] = tag;
  out.varint(entry.length + varintSize(inner) + inner);
  writeWords(out, out.position, entry.words);
  out.position += entry.length;
  out.varint(inner);
  out.bytes[out.position++] = STRING;
  out.varint(size);
  out.position += out.bytes.write(value, out.position);
}

/** Writes a map's own enumerable entries as `repeated KeyValue`; entries that are undefined are left out. */
export function writeAttributes(out: ByteWriter, tag: number, attributes: AttributeMap | undefined): void {
  if (attributes === undefined || attributes === null) return;
  const names = Object.keys(attributes);
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    const value = attributes[name];
    if (value !== undefined) writeAttribute(out, tag, index, name, value);
  }
}

/** Writes an AnyValue message with its length before it; null and whatever is no AnyValue become an empty one. */
function writeValue(out: ByteWriter, value: unknown): void {
  const start = out.open();
  out.reserve(16);
  switch (typeof value) {
    case 'string':
      out.bytes[out.position++] = STRING;
      out.string(value);
      break;
    case 'boolean':
      out.bytes[out.position++] = BOOL;
      out.bytes[out.position++] = value ? 1 : 0;
      break;
    case 'number':
      if (isInt64(value)) {
        out.bytes[out.position++] = INT;
        out.int64(value);
      } else {
        out.bytes[out.position++] = DOUBLE;
        out.double(value);
      }
      break;
    case 'object':
      if (value !== null) writeComposite(out, value);
  }
  out.close(start);
}

function writeComposite(out: ByteWriter, value: object): void {
  if (value instanceof Uint8Array) {
    out.reserve(value.length + 6);
    out.bytes[out.position++] = BYTES;
    out.varint(value.length);
    out.raw(value);
    return;
  }
  out.bytes[out.position++] = Array.isArray(value) ? ARRAY : MAP;
  const start = out.open();
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      out.reserve(1);
      out.bytes[out.position++] = ELEMENT;
      writeValue(out, value[index]);
    }
  } else {
    writeAttributes(out, ELEMENT, value as AttributeMap);
  }
  out.close(start);
}

/** Whether a number goes out as int64 rather than double: whole and within the range of 64 bits. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}
