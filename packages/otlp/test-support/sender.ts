import { createSender, type Destination, type Sender, type SenderOptions, type Signal } from '../src/index.ts';

export interface TestSender extends Sender, AsyncDisposable {
  lines: string[];
}

/** A sender for all three signals to one server; its lines are kept. */
export function startSender(
  url: string,
  destination: Partial<Destination> = {},
  options: Partial<SenderOptions> = {},
): TestSender {
  const lines: string[] = [];
  const sender = createSender({
    destinations: destinationsAt(url, destination),
    queueBytes: 32 * 2 ** 20,
    exitTimeoutMillis: 2000,
    userAgent: 'otlp-test/1.0',
    report: (line) => lines.push(line),
    ...options,
  });
  return { ...sender, lines, [Symbol.asyncDispose]: () => sender.shutdown(0) };
}

export function destinationsAt(url: string, destination: Partial<Destination> = {}): Record<Signal, Destination> {
  const at = (signal: Signal): Destination => ({
    protocol: 'http/protobuf',
    url: destination.protocol === 'grpc' ? url : `${url}/v1/${signal}`,
    headers: {},
    timeoutMillis: 10_000,
    compression: 'none',
    ...destination,
  });
  return { traces: at('traces'), metrics: at('metrics'), logs: at('logs') };
}

/** A body that says who it is: one unknown field of a protobuf message, so that any number of them concatenate. */
export function bodyOf(id: number, size = 0): Uint8Array {
  const text = `<${id}>`.padEnd(size, '.');
  return Buffer.concat([varint(15 * 8 + 2), varint(text.length), Buffer.from(text)]);
}

/** The ids of the bodies inside. */
export function idsIn(body: Uint8Array): number[] {
  return [
    ...Buffer.from(body)
      .toString('latin1')
      .matchAll(/<(\d+)>/g),
  ].map(([, id]) => Number(id));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) | 128);
  }
}

/** A length-delimited field, or a varint one when the value is a number. */
export function field(number: number, value: number | Uint8Array | string): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
