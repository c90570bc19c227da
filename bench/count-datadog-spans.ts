import type { SpanCounts } from './count-spans.ts';

/**
 * Counts the spans in a body of the Datadog agent's `/v0.4/traces`: MessagePack, an array of traces, each an array of
 * spans, each a map in which `meta` holds `span.kind`.
 */
export function countDatadog(body: Buffer, counts: SpanCounts): void {
  const reader = { body, at: 0 };
  for (let traces = items(reader); traces > 0; traces--) {
    for (let spans = items(reader); spans > 0; spans--) {
      counts.spans++;
      const kind = spanKind(reader);
      if (kind === 'server') counts.server++;
      if (kind === 'client') counts.client++;
    }
  }
}

interface Reader {
  readonly body: Buffer;
  at: number;
}

function spanKind(reader: Reader): string | undefined {
  let kind: string | undefined;
  for (let fields = items(reader); fields > 0; fields--) {
    if (text(reader) !== 'meta') skip(reader);
    else {
      for (let entries = items(reader); entries > 0; entries--) {
        if (text(reader) === 'span.kind') kind = text(reader);
        else skip(reader);
      }
    }
  }
  return kind;
}

/** Reads the head of an array or a map: how many items or pairs follow. */
function items(reader: Reader): number {
  const type = reader.body[reader.at++]!;
  // fixmap, fixarray; array 16 and map 16; array 32 and map 32.
  if (type >= 0x80 && type <= 0x9f) return type & 0x0f;
  if (type === 0xdc || type === 0xde) return unsigned(reader, 2);
  if (type === 0xdd || type === 0xdf) return unsigned(reader, 4);
  throw new Error(`no array or map at byte ${reader.at - 1}, but 0x${type.toString(16)}`);
}

function text(reader: Reader): string | undefined {
  const start = reader.at;
  const type = reader.body[reader.at++]!;
  const length =
    type >= 0xa0 && type <= 0xbf
      ? type & 0x1f
      : type >= 0xd9 && type <= 0xdb
        ? unsigned(reader, 1 << (type - 0xd9))
        : -1;
  if (length < 0) {
    reader.at = start;
    skip(reader);
    return undefined;
  }
  reader.at += length;
  return reader.body.toString('latin1', reader.at - length, reader.at);
}

function skip(reader: Reader): void {
  const type = reader.body[reader.at]!;
  if (type <= 0x7f || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) reader.at += 1;
  else if ((type >= 0x80 && type <= 0x9f) || (type >= 0xdc && type <= 0xdf)) {
    const isMap = type <= 0x8f || type >= 0xde;
    for (let count = items(reader) * (isMap ? 2 : 1); count > 0; count--) skip(reader);
  } else if (type >= 0xa0 && type <= 0xbf) reader.at += 1 + (type & 0x1f);
  else {
    reader.at += 1;
    const size = sizes[type];
    if (size === undefined) throw new Error(`unknown type 0x${type.toString(16)} at byte ${reader.at - 1}`);
    const length = size < 0 ? unsigned(reader, -size) : size;
    reader.at += length;
  }
}

// Bytes that follow the type: of numbers; negative where they tell the length of strings and binaries.
const sizes: Readonly<Record<number, number>> = {
  196: -1,
  197: -2,
  198: -4,
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  217: -1,
  218: -2,
  219: -4,
};

function unsigned(reader: Reader, size: number): number {
  const value = reader.body.readUIntBE(reader.at, size);
  reader.at += size;
  return value;
}
