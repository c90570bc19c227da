import { randomBytes } from 'node:crypto';
import protobuf from 'protobufjs';

/**
 * Bodies of OTLP requests for tests, with the fields that matter there. Field numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto/tree/v1.10.0/opentelemetry/proto
 */
export type Attributes = Readonly<Record<string, string>>;

export interface SpanInput {
  name?: string;
  traceId?: Uint8Array;
  /** In nanoseconds since 1970; now by default. */
  start?: bigint;
  attributes?: Attributes;
}

export function tracesBody(input: { resource?: Attributes; spans: readonly SpanInput[] }): Uint8Array {
  return request(
    input.resource,
    input.spans.map(({ name = 'work', traceId = randomBytes(16), start = nanos(), attributes = {} }) => [
      bytes(1, traceId),
      bytes(2, randomBytes(8)),
      text(5, name),
      varint(6, 2),
      fixed(7, start),
      fixed(8, start + 1_000_000n),
      keyValues(9, attributes),
    ]),
  );
}

export interface MetricInput {
  name: string;
  /** 1 for differences, 2 for totals; a gauge without. */
  temporality?: 1 | 2;
  value?: number;
  /** In nanoseconds since 1970; now by default. */
  time?: bigint;
  start?: bigint;
  attributes?: Attributes;
}

export function metricsBody(input: { resource?: Attributes; metrics: readonly MetricInput[] }): Uint8Array {
  return request(
    input.resource,
    input.metrics.map(
      ({ name, temporality, value = 1, time = nanos(), start = nanos() - 60_000_000_000n, attributes = {} }) => {
        const isSum = temporality !== undefined;
        const point = [...(isSum ? [fixed(2, start)] : []), fixed(3, time), double(4, value), keyValues(7, attributes)];
        return [
          text(1, name),
          message(isSum ? 7 : 5, [message(1, point), ...(isSum ? [varint(2, temporality), varint(3, 1)] : [])]),
        ];
      },
    ),
  );
}

export function logsBody(input: {
  resource?: Attributes;
  bodies: readonly string[];
  attributes?: Attributes;
}): Uint8Array {
  return request(
    input.resource,
    input.bodies.map((body) => [
      fixed(1, nanos()),
      varint(2, 9),
      text(3, 'INFO'),
      message(5, [text(1, body)]),
      keyValues(6, input.attributes ?? {}),
      fixed(11, nanos()),
    ]),
  );
}

type Field = (writer: protobuf.Writer) => void;

/** One resource with one scope: all three requests have the same outer shape. */
function request(resource: Attributes = {}, records: readonly (readonly Field[])[]): Uint8Array {
  const scope = message(1, [text(1, 'test')]);
  const fields = [
    message(1, [keyValues(1, { 'service.name': 'shop', ...resource })]),
    message(2, [scope, ...records.map((record) => message(2, record))]),
  ];
  const writer = protobuf.Writer.create();
  message(1, fields)(writer);
  return writer.finish();
}

function message(number: number, fields: readonly Field[]): Field {
  return (writer) => {
    writer.uint32((number << 3) | 2).fork();
    for (const field of fields) field(writer);
    writer.ldelim();
  };
}

function keyValues(number: number, attributes: Attributes): Field {
  return (writer) => {
    for (const [key, value] of Object.entries(attributes)) {
      message(number, [text(1, key), message(2, [text(1, value)])])(writer);
    }
  };
}

function text(number: number, value: string): Field {
  return (writer) => writer.uint32((number << 3) | 2).string(value);
}

function bytes(number: number, value: Uint8Array): Field {
  return (writer) => writer.uint32((number << 3) | 2).bytes(value);
}

function varint(number: number, value: number): Field {
  return (writer) => writer.uint32(number << 3).uint32(value);
}

function double(number: number, value: number): Field {
  return (writer) => writer.uint32((number << 3) | 1).double(value);
}

function fixed(number: number, value: bigint): Field {
  return (writer) => writer.uint32((number << 3) | 1).fixed64(value.toString());
}

function nanos(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
