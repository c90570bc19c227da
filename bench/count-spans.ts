/** Spans that came, all of them and those of two kinds. */
export interface SpanCounts {
  spans: number;
  server: number;
  client: number;
}

const SERVER = 2;
const CLIENT = 3;

/**
 * Counts the spans in an OTLP request of traces in protobuf. It reads nothing but lengths and kinds, for it shares a core
 * with what makes the load.
 */
export function countOtlp(bytes: Uint8Array, counts: SpanCounts): void {
  const reader = { bytes, at: 0 };
  each(reader, bytes.length, 1, (resourceSpans) =>
    each(reader, resourceSpans, 2, (scopeSpans) =>
      each(reader, scopeSpans, 2, (end) => {
        counts.spans++;
        const kind = spanKind(reader, end);
        if (kind === SERVER) counts.server++;
        if (kind === CLIENT) counts.client++;
      }),
    ),
  );
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

/** Calls back for each message with this number among the fields up to `end`, with the end of the message. */
function each(reader: Reader, end: number, number: number, visit: (end: number) => void): void {
  while (reader.at < end) {
    const tag = varint(reader);
    if (tag !== ((number << 3) | 2)) {
      skipField(reader, tag);
      continue;
    }
    const length = varint(reader);
    const messageEnd = reader.at + length;
    visit(messageEnd);
    reader.at = messageEnd;
  }
}

function spanKind(reader: Reader, end: number): number {
  while (reader.at < end) {
    const tag = varint(reader);
    if (tag === 6 << 3) return varint(reader);
    skipField(reader, tag);
  }
  return 0;
}

function skipField(reader: Reader, tag: number): void {
  const wireType = tag & 7;
  if (wireType === 0) varint(reader);
  else if (wireType === 1) reader.at += 8;
  else if (wireType === 2) {
    const length = varint(reader);
    reader.at += length;
  } else if (wireType === 5) reader.at += 4;
  else throw new Error(`wire type ${wireType} at byte ${reader.at}`);
}

function varint(reader: Reader): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw new Error('the message is cut off');
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
}
