import type { Integer, ReceivedAttributes } from './received.ts';

// Readers of single fields. They take what either encoding gives: protobuf's `Long` and `Uint8Array`, or the strings and
// numbers of OTLP's JSON form. An absent field is its type's default in both.

const MAX_DEPTH = 64;

/** Says what was received and what was expected, in one line. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'an array' : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function wrong(field: string, value: unknown, expected: string): DecodeError {
  return new DecodeError(`${field}: got ${show(value)}, expected ${expected}`);
}

export type Fields = Record<string, unknown>;

/** Whether a field with explicit presence was sent. */
export function has(from: Fields, field: string): boolean {
  return Object.hasOwn(from, field) && from[field] !== null && from[field] !== undefined;
}

export function readFields(from: Fields, field: string): Fields {
  const value = from[field] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(field, value, 'an object');
  return value as Fields;
}

export function readList(from: Fields, field: string): Fields[] {
  const values = readArray(from, field);
  for (const value of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field, value, 'an object');
  }
  return values as Fields[];
}

function readArray(from: Fields, field: string): unknown[] {
  const value = from[field] ?? [];
  if (!Array.isArray(value)) throw wrong(field, value, 'an array');
  return value;
}

export function readString(from: Fields, field: string): string {
  const value = from[field] ?? '';
  if (typeof value !== 'string') throw wrong(field, value, 'a string');
  return value;
}

export function readBoolean(from: Fields, field: string): boolean {
  const value = from[field] ?? false;
  if (typeof value !== 'boolean') throw wrong(field, value, 'true or false');
  return value;
}

function toBigInt(field: string, value: unknown, min: bigint, max: bigint): bigint {
  let exact: bigint | undefined;
  if (typeof value === 'bigint') exact = value;
  else if (typeof value === 'number' && Number.isInteger(value)) exact = BigInt(value);
  else if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) exact = BigInt(value);
  else if (typeof value === 'object' && value !== null && 'toBigInt' in value) {
    exact = (value as { toBigInt(): bigint }).toBigInt();
  }
  if (exact === undefined) throw wrong(field, value, 'an integer');
  if (exact < min || exact > max) throw wrong(field, exact, `an integer from ${min} to ${max}`);
  return exact;
}

const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

function toInteger(exact: bigint): Integer {
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

export function readTime(from: Fields, field: string): bigint {
  return toBigInt(field, from[field] ?? 0, ...UINT64);
}

export function readInt64(from: Fields, field: string): Integer {
  return toInteger(toBigInt(field, from[field] ?? 0, ...INT64));
}

export function readUint64(from: Fields, field: string): Integer {
  return toInteger(toBigInt(field, from[field] ?? 0, ...UINT64));
}

export function readUint64s(from: Fields, field: string): Integer[] {
  return readArray(from, field).map((value) => toInteger(toBigInt(field, value, ...UINT64)));
}

export function readUint32(from: Fields, field: string): number {
  return Number(toBigInt(field, from[field] ?? 0, 0n, 2n ** 32n - 1n));
}

export function readInt32(from: Fields, field: string): number {
  return Number(toBigInt(field, from[field] ?? 0, -(2n ** 31n), 2n ** 31n - 1n));
}

function toDouble(field: string, value: unknown): number {
  if (typeof value === 'number') return value;
  // A reviver that keeps large integers exact turns them into bigint before the field's type is known.
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw wrong(field, value, 'a number');
}

export function readDouble(from: Fields, field: string): number {
  return toDouble(field, from[field] ?? 0);
}

export function readDoubles(from: Fields, field: string): number[] {
  return readArray(from, field).map((value) => toDouble(field, value));
}

/**
 * An enum's name. OTLP's JSON form sends the number; a name is taken as well, as protobuf's own JSON mapping does.
 * An unknown number is the first name, as a closed enum would have it.
 */
export function readEnum<Name extends string>(
  from: Fields,
  field: string,
  names: readonly [Name, ...Name[]],
  prefix: string,
): Name {
  const value = from[field] ?? 0;
  const name =
    typeof value === 'string' && value.startsWith(prefix)
      ? names.find((known) => prefix + known === value)
      : names[Number(toBigInt(field, value, -(2n ** 31n), 2n ** 31n - 1n))];
  return name ?? names[0];
}

/** An id as lower-case hex; `undefined` when it is absent or all zero. */
export function readId(from: Fields, field: string, bytes: 8 | 16): string | undefined {
  const value = from[field] ?? '';
  let hex: string;
  if (typeof value === 'string') {
    if (!/^(?:[\da-f]{2})*$/i.test(value)) throw wrong(field, value, `${bytes} bytes in hex`);
    hex = value.toLowerCase();
  } else if (value instanceof Uint8Array) {
    hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  } else if (Array.isArray(value) && value.length === 0) {
    hex = '';
  } else {
    throw wrong(field, value, `${bytes} bytes in hex`);
  }
  if (hex.length !== 0 && hex.length !== bytes * 2) {
    throw new DecodeError(`${field}: got ${hex.length / 2} bytes, expected ${bytes}`);
  }
  return /[^0]/.test(hex) ? hex : undefined;
}

/** An id that must be there. */
export function readRequiredId(from: Fields, field: string, bytes: 8 | 16): string {
  const id = readId(from, field, bytes);
  if (id === undefined) throw new DecodeError(`${field}: absent or all zero, expected ${bytes} bytes`);
  return id;
}

function readBytes(value: unknown): Uint8Array {
  // A copy: the view into the request's body would keep the whole body alive.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value)) return new Uint8Array(Buffer.from(value, 'base64'));
  if (Array.isArray(value) && value.length === 0) return new Uint8Array(0);
  throw wrong('bytesValue', value, 'base64');
}

/** An `AnyValue`; `null` when it was sent empty. */
export function readAnyValue(value: Fields, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new DecodeError(`a value is nested more than ${MAX_DEPTH} levels deep`);
  if (has(value, 'stringValue')) return readString(value, 'stringValue');
  if (has(value, 'intValue')) return readInt64(value, 'intValue');
  if (has(value, 'doubleValue')) return readDouble(value, 'doubleValue');
  if (has(value, 'boolValue')) return readBoolean(value, 'boolValue');
  if (has(value, 'arrayValue')) {
    return readList(readFields(value, 'arrayValue'), 'values').map((item) => readAnyValue(item, depth + 1));
  }
  if (has(value, 'kvlistValue')) return readAttributes(readFields(value, 'kvlistValue'), 'values', depth + 1);
  if (has(value, 'bytesValue')) return readBytes(value.bytesValue);
  return null;
}

/** A list of `KeyValue` as a record; of a key that is there twice the last one counts. */
export function readAttributes(from: Fields, field: string, depth = 0): ReceivedAttributes {
  const attributes: ReceivedAttributes = {};
  for (const pair of readList(from, field)) {
    const key = readString(pair, 'key');
    const value = readAnyValue(readFields(pair, 'value'), depth);
    // A plain assignment to `__proto__` would set the prototype.
    if (key === '__proto__') {
      Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      attributes[key] = value;
    }
  }
  return attributes;
}
