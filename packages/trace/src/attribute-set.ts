import { type Attributes, diag } from '@opentelemetry/api';

/** Attributes of an event or a link after the rules and limits, with the count of those left out. */
export interface AttributeSet {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/**
 * Applies the rules to attributes given at once: undefined values are silently left out; empty keys and values that
 * `admit` refuses are left out with a warning and counted, like those past the limit.
 *
 * @param admit gives the value as it is kept, or undefined
 * @returns undefined when no attributes were given
 */
export function attributeSet(
  given: Attributes | undefined,
  countLimit: number,
  lengthLimit: number,
  admit: (value: unknown, limit: number) => unknown,
): AttributeSet | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const attributes: Attributes = {};
  let count = 0;
  let dropped = 0;
  for (const key of Object.keys(given)) {
    const value = given[key];
    if (value === undefined) continue;
    const kept = key.length === 0 || count >= countLimit ? undefined : admit(value, lengthLimit);
    if (kept === undefined) {
      dropped++;
      if (count < countLimit) warnInvalid(key, value);
      continue;
    }
    setOwn(attributes, key, kept);
    count++;
  }
  return { attributes, droppedAttributesCount: dropped };
}

/** Sets an own property, also one that is called `__proto__`. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

/** The warning for an attribute that cannot be kept. */
export function warnInvalid(key: unknown, value: unknown): void {
  if (typeof key !== 'string' || key.length === 0) {
    diag.warn(`Attribute key ${String(key)} was left out: expected a string that is not empty`);
    return;
  }
  const type = typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
  diag.warn(
    `Attribute ${key} was left out: expected a string, number, boolean, null, Uint8Array, or an array or plain object of these, received ${type}`,
  );
}
