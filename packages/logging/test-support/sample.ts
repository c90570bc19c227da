/** A text as programs write them into telemetry, and what of it must not leave. */
export interface Sample {
  /** What it is, for the message of a test that fails. */
  readonly kind: string;
  readonly text: string;
  /** The attribute's key; `message` says nothing about its value. */
  readonly key: string;
  /** What must be gone; absent for a look-alike, which must stay as it is. */
  readonly secret?: string;
}

/** A secret, alone or somewhere in a text: `around` has `%s` in its place. */
export function secret(kind: string, value: string, around = '%s', key = 'message'): Sample {
  return { kind, key, text: around.replace('%s', () => value), secret: value };
}

/** What looks like a secret and is none. */
export function harmless(kind: string, text: string, key = 'message'): Sample {
  return { kind, key, text };
}

export const hex = '0123456789abcdef';
export const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const alnum = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const url64: string = `${alnum}-_`;
export const base64: string = `${alnum}+/`;

/**
 * Makes up the random part of a key, the same in each run. Keys are put together while tests run, so that none stands in
 * a file, and none of them was ever given out.
 */
export function makeUp(seed: number): (alphabet: string, length: number) => string {
  let state = seed;
  return (alphabet, length) => {
    let text = '';
    for (let index = 0; index < length; index++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
    }
    return text;
  };
}
