import { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
import { encodeMessage, type Message } from '../../packages/cli/src/protobuf.ts';

/** Traces in a body, and the services that each crosses, with one span in each. */
const traces = 400;
const services = ['edge', 'orders', 'stock', 'payment', 'mail'];

export const spansPerTrace: number = services.length;
export const spansPerBody: number = traces * spansPerTrace;

/** An encoded OTLP request whose trace ids can be made new. */
export interface Body {
  readonly bytes: Buffer;
  /** Gives every trace a new random id. */
  renew(): void;
}

/**
 * A request as an agent sends it: 400 traces through five services, with the attributes of an HTTP server span each; one
 * in a hundred fails and one is slow. Encoded once, as encoding is not what is measured.
 */
export function createBody(): Body {
  const ids = Array.from({ length: traces }, () => randomBytes(16));
  const end = BigInt(Date.now()) * 1_000_000n;
  const bytes = Buffer.from(
    encodeMessage('ExportTraceServiceRequest', {
      resourceSpans: services.map((service, hop) => ({
        resource: {
          attributes: [
            text('service.name', service),
            text('service.namespace', 'bench'),
            text('service.version', '1.4.2'),
            text('service.instance.id', `${service}-7d4f9c-${hop}`),
            text('deployment.environment.name', 'production'),
            text('host.name', 'node-17'),
            text('telemetry.sdk.language', 'nodejs'),
          ],
        },
        scopeSpans: [{ scope: { name: '@spanwise/http' }, spans: ids.map((id, index) => span(id, index, hop, end)) }],
      })),
    }),
  );
  const places = ids.map((id) => placesOf(bytes, id));
  const fresh = Buffer.alloc(16);
  return {
    bytes,
    renew() {
      for (const at of places) {
        randomFillSync(fresh);
        for (const place of at) fresh.copy(bytes, place);
      }
    },
  };
}

function span(traceId: Buffer, index: number, hop: number, end: bigint): Message {
  const isSlow = index % 100 === 42;
  const isError = index % 100 === 17;
  const parent = hop === 0 ? {} : { parentSpanId: spanId(index, hop - 1) };
  return {
    traceId,
    spanId: spanId(index, hop),
    ...parent,
    name: `GET /orders/:id/${index % 20}`,
    kind: 2,
    startTimeUnixNano: long(end - (isSlow ? 1_500_000_000n : BigInt(randomInt(1_000_000, 50_000_000)))),
    endTimeUnixNano: long(end - BigInt(randomInt(1_000_000))),
    attributes: [
      text('http.request.method', 'GET'),
      text('http.route', `/orders/:id/${index % 20}`),
      text('url.scheme', 'https'),
      text('url.path', `/orders/${randomUUID()}/${index % 20}`),
      text('server.address', 'shop.example.com'),
      { key: 'server.port', value: { intValue: 443 } },
      { key: 'http.response.status_code', value: { intValue: isError ? 500 : 200 } },
      text('network.protocol.version', '1.1'),
      text('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
      text('tenant.id', `tenant-${index % 10}`),
    ],
    ...(isError ? { status: { code: 2 } } : {}),
  };
}

function spanId(index: number, hop: number): Buffer {
  const id = Buffer.alloc(8);
  id.writeUInt32BE(index + 1);
  id.writeUInt32BE(hop + 1, 4);
  return id;
}

function text(key: string, value: string): Message {
  return { key, value: { stringValue: value } };
}

/** 64 bits as protobufjs takes them. */
function long(value: bigint): Message {
  return { low: Number(value & 0xffffffffn) | 0, high: Number(value >> 32n), unsigned: true };
}

function placesOf(bytes: Buffer, id: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(id); at !== -1; at = bytes.indexOf(id, at + 1)) places.push(at);
  return places;
}
