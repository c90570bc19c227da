import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { percentDecoded, type Signal } from './destination.ts';
import { printable, readPartialSuccess } from './partial-success.ts';
import { type Answer, fromError, fromGrpcStatus, refusal, timedOut } from './retry.ts';
import { compress, openSocket, type Transport, type TransportOptions } from './transport.ts';

interface Connection {
  session: ClientHttp2Session;
  socket: Socket;
}

const services: Record<Signal, string> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** A response is an Export*ServiceResponse: a few bytes, or an error message. */
const maxResponseBytes = 64 * 1024;

/**
 * OTLP over gRPC: unary calls on one HTTP/2 connection, as https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 * lays down. Not grpc-js, because its calls and their deadlines hold the process open until they are answered.
 */
export function createGrpcTransport({ destination, url, signal, userAgent, lookup }: TransportOptions): Transport {
  const http2 = process.getBuiltinModule('node:http2');
  const headers: Record<string, string> = { 'user-agent': userAgent };
  for (const [name, value] of Object.entries(destination.headers)) headers[name.toLowerCase()] = value;
  let current: Connection | undefined;

  function connect(): Connection {
    if (current !== undefined && !current.session.closed && !current.session.destroyed) return current;
    const socket = openSocket(url, destination.tls, lookup, 'h2');
    const session = http2.connect(url.origin, { createConnection: () => socket });
    session.unref();
    // The calls on it fail by themselves and say why.
    session.on('error', () => {});
    session.setMaxListeners(0);
    session.on('goaway', () => session.close());
    current = { session, socket };
    return current;
  }

  /** Closes a connection with all that is on it, whether it stands or is still being made. */
  function drop(connection: Connection | undefined): void {
    if (connection === current) current = undefined;
    connection?.session.destroy();
    connection?.socket.destroy();
  }

  function send(body: Uint8Array, timeoutMillis: number, done: (answer: Answer) => void): () => void {
    let connection: Connection | undefined;
    let settled = false;
    const settle = (answer: Answer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      done(answer);
    };
    const timer = setTimeout(() => {
      settle(timedOut(timeoutMillis));
      // The connection may be dead without either end having noticed: the next call opens another one.
      drop(connection);
    }, timeoutMillis).unref();

    compress(body, destination.compression === 'gzip', (payload, gzipped) => {
      if (!settled) call(payload, gzipped);
    });

    function call(payload: Uint8Array, gzipped: boolean): void {
      try {
        connection = connect();
        const stream = connection.session.request({
          ...headers,
          ':method': 'POST',
          ':path': services[signal],
          'content-type': 'application/grpc',
          te: 'trailers',
          'grpc-timeout': `${Math.min(99_999_999, Math.ceil(timeoutMillis))}m`,
          ...(gzipped ? { 'grpc-encoding': 'gzip' } : undefined),
        });
        readCall(stream, connection.session, settle);
        const prefix = new Uint8Array(5);
        prefix[0] = gzipped ? 1 : 0;
        new DataView(prefix.buffer).setUint32(1, payload.byteLength);
        stream.write(prefix);
        stream.end(payload);
      } catch (error) {
        const failure = fromError(error);
        // A connection that closed a moment ago is worth another try; a header that HTTP/2 forbids never works.
        const closed = /^ERR_HTTP2_(INVALID_SESSION|GOAWAY_SESSION|OUT_OF_STREAMS)$/.test(failure.errorType);
        queueMicrotask(() => settle(closed ? failure : refusal(error)));
      }
    }

    return () => {
      settled = true;
      clearTimeout(timer);
      drop(connection);
    };
  }

  return { send, close: () => drop(current) };
}

function readCall(stream: ClientHttp2Stream, session: ClientHttp2Session, settle: (answer: Answer) => void): void {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let head: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
  };
  session.once('error', fail);
  stream.on('response', (received) => {
    head = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size <= maxResponseBytes) chunks.push(chunk);
  });
  stream.on('error', fail);
  stream.on('close', () => {
    session.off('error', fail);
    // A response without body carries its status in the headers: "Trailers-Only".
    const status = trailers['grpc-status'] === undefined ? head : trailers;
    if (status['grpc-status'] !== undefined) settle(fromStatus(status, unframe(chunks, size)));
    else if (head[':status'] !== undefined && !isGrpc(head)) {
      const http = Number(head[':status']);
      settle(fromGrpcStatus(codeOfHttpStatus(http), `HTTP ${http} without a gRPC status`, undefined));
    } else settle(fromError(failure ?? new Error('connection closed before an answer')));
  });
}

function fromStatus(headers: IncomingHttpHeaders, body: Uint8Array): Answer {
  const code = Number(headers['grpc-status']);
  if (code === 0) return { outcome: 'delivered', partial: readPartialSuccess(body, false) };
  const details = headers['grpc-status-details-bin'];
  return fromGrpcStatus(
    code,
    printable(percentDecoded(String(headers['grpc-message'] ?? ''))),
    details === undefined ? undefined : Buffer.from(String(details), 'base64'),
  );
}

/** The message behind its five bytes of prefix; nothing when it is compressed, which was not offered, or cut off. */
function unframe(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (size < 5 || size > maxResponseBytes) return new Uint8Array();
  const bytes = Buffer.concat(chunks);
  const length = bytes.readUInt32BE(1);
  return bytes[0] === 0 && bytes.length >= 5 + length ? bytes.subarray(5, 5 + length) : new Uint8Array();
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return String(headers['content-type'] ?? '').startsWith('application/grpc');
}

/** https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
function codeOfHttpStatus(status: number): number {
  if (status === 400) return 13;
  if (status === 401) return 16;
  if (status === 403) return 7;
  if (status === 404) return 12;
  return status === 429 || (status >= 502 && status <= 504) ? 14 : 2;
}
