import type { Owner } from '@spanwise/semconv';
import { type OwnerPart, ownerKeys } from './owner.ts';

/**
 * The code that proves that an owner was named by somebody who has the key: the first 16 bytes of an HMAC-SHA-256 over
 * all names, in base64url.
 */
export function ownerMac(owner: Owner, key: string): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const text = (Object.keys(ownerKeys) as OwnerPart[]).map((part) => `${part}=${owner[part] ?? ''}`).join('\n');
  return createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url');
}

/** Whether a code is that of one of the keys, of which there are two while one takes the place of the other. */
export function isOwnerMac(owner: Owner, mac: string, keys: readonly string[]): boolean {
  const { timingSafeEqual } = process.getBuiltinModule('node:crypto');
  const given = Buffer.from(mac, 'base64url');
  return keys.some((key) => {
    const expected = Buffer.from(ownerMac(owner, key), 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
