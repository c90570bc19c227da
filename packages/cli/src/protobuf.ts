import protobuf from 'protobufjs/light.js';
import { OTLP_MESSAGES } from './otlp-messages.ts';

/** A decoded message: fields by their name in OTLP's JSON form. 64-bit integers are `Long`, bytes `Uint8Array`. */
export type Message = Record<string, unknown>;

let types: protobuf.Root | undefined;

function lookup(name: string): protobuf.Type {
  types ??= protobuf.Root.fromJSON({
    nested: Object.fromEntries(
      Object.entries(OTLP_MESSAGES).map(([message, fields]) => [
        message,
        {
          // Of this edition every field has presence (an empty string that was sent differs from none), as the
          // oneofs of `AnyValue` and of data points need, and strings must be UTF-8.
          edition: '2023',
          fields: Object.fromEntries(
            Object.entries(fields).map(([field, [id, type]]) => [
              field,
              type.endsWith('[]') ? { id, type: type.slice(0, -2), rule: 'repeated' } : { id, type },
            ]),
          ),
        },
      ]),
    ),
  });
  return types.lookupType(name);
}

/**
 * Decodes one protobuf message of OTLP. Unknown fields are skipped, as proto3 asks.
 *
 * @throws Error when the bytes are not such a message.
 */
export function decodeMessage(name: string, bytes: Uint8Array): Message {
  return lookup(name).decode(bytes) as unknown as Message;
}

/** Encodes one protobuf message of OTLP from its fields. */
export function encodeMessage(name: string, fields: Message): Uint8Array {
  return lookup(name).encode(fields).finish();
}
