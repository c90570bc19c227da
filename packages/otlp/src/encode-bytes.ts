/** Below, a loop over the characters of a string is faster than the call into C++ that `Buffer.write` is. */
export const SHORT = 24;

/**
 * Bytes of one protobuf message being written, growing as needed.
 *
 * Protobuf wants the length of a nested message before its content. Instead of a pass that only measures, two bytes are
 * left free for the length; a shorter length is written as a padded varint, which every decoder must accept
 * (https://protobuf.dev/programming-guides/encoding/#varints), and only a message over 16 kB is moved.
 */
export class ByteWriter {
  bytes: Buffer;
  view: DataView;
  position = 0;

  /** @param size bytes to start with */
  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, size);
  }

  /** Makes room for `count` more bytes after `position`. */
  reserve(count: number): void {
    if (this.position + count > this.bytes.length) this.#grow(this.position + count);
  }

  #grow(needed: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    bytes.set(this.bytes.subarray(0, this.position));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Opens a nested message whose tag is written; the result goes to `close`. */
  open(): number {
    this.reserve(2);
    const start = this.position;
    this.position = start + 2;
    return start;
  }

  /** Closes the nested message opened at `start`. */
  close(start: number): void {
    const length = this.position - start - 2;
    if (length < 0x4000) {
      this.bytes[start] = (length & 0x7f) | 0x80;
      this.bytes[start + 1] = length >>> 7;
      return;
    }
    const prefix = varintSize(length);
    this.reserve(prefix - 2);
    this.bytes.copyWithin(start + prefix, start + 2, this.position);
    this.position = start;
    this.varint(length);
    this.position += length;
  }

  /** Writes a whole number from 0 to 2^32 - 1. */
  varint(value: number): void {
    this.reserve(5);
    // What is no such number, set by a program on a span's objects, must not break the message.
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.position++] = rest;
  }

  /** Writes a string with its length in UTF-8 bytes before it; a lone surrogate becomes U+FFFD. */
  string(value: string): void {
    if (value.length < SHORT && this.#shortAscii(value)) return;
    if (value.length < 0x80) {
      // As if its length took one byte, which it nearly always does.
      this.reserve(value.length * 3 + 1);
      const written = this.bytes.write(value, this.position + 1);
      if (written < 0x80) {
        this.bytes[this.position] = written;
        this.position += written + 1;
        return;
      }
    }
    const length = utf8Length(value);
    this.reserve(length + 5);
    this.varint(length);
    this.position += this.bytes.write(value, this.position);
  }

  // False when the string is not ASCII; then nothing of what was written counts.
  #shortAscii(value: string): boolean {
    const size = value.length;
    this.reserve(size + 1);
    const { bytes } = this;
    const start = this.position + 1;
    for (let index = 0; index < size; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[start + index] = code;
    }
    bytes[start - 1] = size;
    this.position = start + size;
    return true;
  }

  /** Writes bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** Writes 64 bits of a two's complement number as a varint: `value` is a whole number, -2^63 up to 2^63 - 1. */
  int64(value: number): void {
    if (value >= 0 && value <= 0xffffffff) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    let low = value >>> 0;
    let high = Math.floor(value / 0x1_0000_0000) >>> 0;
    while (high > 0 || low > 0x7f) {
      this.bytes[this.position++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.bytes[this.position++] = low;
  }

  /** Writes an IEEE 754 double, little endian. */
  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  /**
   * Writes a point in time as fixed64 nanoseconds since 1970, clamped to 0 and 2^64 - 1.
   *
   * @param epochMicros whole microseconds since 1970 of the anchor
   * @param millis milliseconds after the anchor, with a fraction
   */
  time(epochMicros: number, millis: number): void {
    this.reserve(8);
    // micros * 1000 + nanos exceeds 2^53: the product is made of two halves, each exact in a double.
    const nanos = Math.round(millis * 1e6);
    const upper = Math.floor(epochMicros / 0x100000);
    const thousand = upper * 1000;
    const beyond = Math.floor(thousand / 4096);
    const lower = (thousand - beyond * 4096) * 0x100000 + (epochMicros - upper * 0x100000) * 1000 + nanos;
    let high = beyond + Math.floor(lower / 0x1_0000_0000);
    let low = lower;
    if (!(high >= 0)) {
      high = 0;
      low = 0;
    } else if (high > 0xffffffff) {
      high = 0xffffffff;
      low = 0xffffffff;
    }
    // Not `%`, which for doubles is a call into C.
    this.view.setUint32(this.position, low - Math.floor(low / 0x1_0000_0000) * 0x1_0000_0000, true);
    this.view.setUint32(this.position + 4, high, true);
    this.position += 8;
  }

  /** A copy of what was written, in memory of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(new ArrayBuffer(this.position));
    copy.set(this.bytes.subarray(0, this.position));
    return copy;
  }
}

/** Bytes that `value` takes as a varint; a whole number from 0 to 2^32 - 1. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Bytes of `value` as the UTF-8 that `Buffer.write` makes of it. */
export function utf8Length(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}
