import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countDatadog } from './count-datadog-spans.ts';
import { countOtlp, type SpanCounts } from './count-spans.ts';

export interface Receiver {
  readonly port: number;
  /** Spans that have come so far. */
  counts(): SpanCounts;
}

/** What the head of a request says. */
interface Head {
  readonly path: string;
  readonly isGzip: boolean;
  /** Bytes of the body; undefined when it comes in chunks. */
  readonly length: number | undefined;
}

/** A body among those that are kept. */
interface Kept extends Head {
  readonly start: number;
  readonly end: number;
}

/** More than any phase sends: what is not used takes no memory. */
const KEPT_BYTES = 2 ** 31;
const HEADER_END = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * Receives what the rigs send: OTLP over HTTP, and what dd-trace wants of an agent.
 *
 * The clients are in the same process, and wait for whatever it does: by node:http half a millisecond for 512 spans,
 * which was all that a hundredth of 10,000 requests a second waited for. So it finds the end of a request, answers, and
 * keeps the bytes as they came, outside of the heap, which the garbage collector goes through. Spans are counted when
 * somebody asks.
 */
export async function startReceiver(): Promise<Receiver> {
  const counts: SpanCounts = { spans: 0, server: 0, client: 0 };
  const received: Kept[] = [];
  const kept = Buffer.allocUnsafeSlow(KEPT_BYTES);
  let keptBytes = 0;

  function take(head: Head, parts: readonly Buffer[]): void {
    if (head.path !== '/v1/traces' && head.path !== '/v0.4/traces') return;
    const start = keptBytes;
    for (const part of parts) {
      if (part.copy(kept, keptBytes) < part.length) throw new Error(`more than ${KEPT_BYTES} bytes of telemetry`);
      keptBytes += part.length;
    }
    received.push({ ...head, start, end: keptBytes });
  }

  const server = createServer({ noDelay: true }, (socket) => serve(socket, take));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts() {
      for (const { path, isGzip, length, start, end } of received.splice(0)) {
        const raw = kept.subarray(start, end);
        const whole = length === undefined ? withoutChunks(raw) : raw;
        const body = isGzip ? gunzipSync(whole) : whole;
        if (path === '/v1/traces') countOtlp(body, counts);
        else countDatadog(body, counts);
      }
      keptBytes = 0;
      return counts;
    },
  };
}

/** Reads requests off a connection, one after the other, and answers them. */
function serve(socket: Socket, take: (head: Head, parts: readonly Buffer[]) => void): void {
  let text = '';
  let head: Head | undefined;
  let parts: Buffer[] = [];
  let bytes = 0;

  function read(part: Buffer): void {
    if (head === undefined) {
      text += part.toString('latin1');
      const end = text.indexOf(HEADER_END);
      if (end < 0) return;
      head = readHead(text.slice(0, end));
      const rest = text.length - end - HEADER_END.length;
      text = '';
      part = part.subarray(part.length - rest);
    }
    parts.push(part);
    bytes += part.length;
    const isWhole = head.length === undefined ? endsInLastChunk(parts) : bytes >= head.length;
    if (!isWhole) return;
    take(head, parts);
    socket.write(answerTo(head.path));
    head = undefined;
    parts = [];
    bytes = 0;
  }

  socket.on('data', read);
  socket.on('error', () => {});
}

function readHead(text: string): Head {
  const isChunked = /\r\ntransfer-encoding: *chunked/i.test(text);
  return {
    path: /^\S+ (\S*)/.exec(text)![1]!,
    isGzip: /\r\ncontent-encoding: *gzip/i.test(text),
    length: isChunked ? undefined : Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0),
  };
}

/** The last chunk may come in two parts. */
function endsInLastChunk(parts: readonly Buffer[]): boolean {
  const last = parts.at(-1)!;
  const end = last.length < LAST_CHUNK.length && parts.length > 1 ? Buffer.concat(parts.slice(-2)) : last;
  return end.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function withoutChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function answerTo(path: string): string {
  if (path.startsWith('/v1/')) return answer('200 OK', 'application/x-protobuf', '');
  if (path !== '/v0.4/traces') return answer('404 Not Found', 'text/plain', '');
  return answer('200 OK', 'application/json', '{"rate_by_service":{"service:,env:":1}}');
}

function answer(status: string, type: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
