import { createHmac, randomBytes } from 'node:crypto';

/**
 * Makes what stands for ids of users: the hash that redaction makes, too. Equal ids with equal keys are
 * equal, and nobody without the key can try ids until one fits.
 *
 * @param key of `SPANWISE_REDACT_KEY`; without one a random key, so that pseudonyms of different processes differ
 */
export function createPseudonym(key: string | undefined): (id: string) => string {
  const secret = key ?? randomBytes(32);
  return (id) => keyedHash(secret, id);
}

/** HMAC-SHA-256 in hexadecimal. */
export function keyedHash(key: string | Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}
