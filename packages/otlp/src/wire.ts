/** One field of a protobuf message: a number for varints, bytes for length-delimited fields. */
export type FieldValue = number | Uint8Array;

/**
 * Walks the fields of a protobuf message: https://protobuf.dev/programming-guides/encoding/. Varints come as numbers
 * (-1 for any negative int64), fixed-width fields are passed over. Never throws.
 * @returns false when the bytes are no well-formed message; fields before the fault have been visited.
 */
export function readFields(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): boolean {
  let at = 0;

  function varint(): number {
    let low = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      // Only a negative int64 takes ten bytes, and no field read here may be negative: its size does not matter.
      if (shift === 63) return byte < 0x80 ? -1 : Number.NaN;
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return low;
    }
    return Number.NaN;
  }

  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (!(field > 0)) return false;
    const wireType = tag % 8;
    if (wireType === 0) {
      const value = varint();
      if (Number.isNaN(value)) return false;
      visit(field, value);
    } else if (wireType === 2) {
      const length = varint();
      if (!(length >= 0 && at + length <= bytes.length)) return false;
      visit(field, bytes.subarray(at, at + length));
      at += length;
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      if (at > bytes.length) return false;
    } else {
      return false;
    }
  }
  return true;
}

/** Text of a string field; anything that is not bytes gives ''. */
export function fieldText(value: FieldValue): string {
  return typeof value === 'number' ? '' : new TextDecoder().decode(value);
}
