import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { decodeRequest } from './decode.ts';
import { CLOSE_TIMEOUT, listenError, toAuthority } from './listen.ts';
import { encodeMessage } from './protobuf.ts';
import type { ReceivedBatch, Signal } from './received.ts';
import { DecodeError } from './values.ts';

export interface ReceiverOptions {
  /** Address to listen on. @default '127.0.0.1' */
  host?: string;
  /** Port for OTLP/HTTP; 0 takes a free one. @default 0 */
  port?: number;
  /** Whether to listen for OTLP/gRPC as well. @default false */
  grpc?: boolean;
  /** Port for OTLP/gRPC; 0 takes a free one. @default 0 */
  grpcPort?: number;
  /** Largest request body that is taken, in bytes, also after decompression. @default 64 MiB */
  maxBodyBytes?: number;
  /** Called once for each request, before it is answered. */
  onBatch: (batch: ReceivedBatch) => void;
}

export interface Receiver {
  /** Base URL for `OTEL_EXPORTER_OTLP_ENDPOINT` with `http/protobuf` or `http/json`. */
  readonly url: string;
  /** URL for `OTEL_EXPORTER_OTLP_ENDPOINT` with `grpc`; `undefined` when gRPC was not asked for. */
  readonly grpcUrl: string | undefined;
  /** Stops listening, lets requests that have begun finish (for one second at most), and closes all connections. */
  close(): Promise<void>;
}

type ContentType = 'application/x-protobuf' | 'application/json';

const PATHS = new Map<string, Signal>([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
]);

/** Of the encoded and of the decoded body, so that a small request cannot unpack into a large one. */
const MAX_BODY_BYTES: number = 64 * 1024 * 1024;

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;

class HttpError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}

function toContentType(header: string | undefined): ContentType | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase();
  return type === 'application/x-protobuf' || type === 'application/json' ? type : undefined;
}

function createDecoder(encoding: string): Transform | undefined {
  if (encoding === 'identity') return new PassThrough();
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return undefined;
}

/** Events and not `for await`: leaving that loop early destroys the request, and with it the socket of the answer. */
function readBody(request: IncomingMessage, decoder: Transform, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: HttpError): void => {
      decoder.destroy();
      // The rest of the body is taken and thrown away before the answer: a client may not read the answer earlier, and
      // the connection can carry the next request.
      request.unpipe(decoder).resume();
      if (request.closed) reject(error);
      else request.once('close', () => reject(error));
    };
    const failToRead = (error: Error): void =>
      fail(new HttpError(400, INVALID_ARGUMENT, `the body cannot be read: ${error.message}`, error));
    request.on('error', failToRead);
    decoder.on('error', failToRead);
    decoder.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > maxBytes) fail(new HttpError(413, RESOURCE_EXHAUSTED, `the body is larger than ${maxBytes} bytes`));
    });
    decoder.on('end', () => resolve(Buffer.concat(chunks, length)));
    request.pipe(decoder);
  });
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function sendStatus(response: ServerResponse, type: ContentType, status: number, code: number, message: string): void {
  const fields = { code, message };
  const body = type === 'application/json' ? JSON.stringify(fields) : encodeMessage('RpcStatus', fields);
  send(response, status, type, body);
}

/** The answer to what is not OTLP, in plain text as its sender's content type is not ours to answer in. */
function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${message}\n`);
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ReceiverOptions): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const signal = PATHS.get(path);
  if (signal === undefined) {
    return refuse(response, 404, `no such path: got ${path}, expected one of ${[...PATHS.keys()].join(', ')}`);
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return refuse(response, 405, `got method ${request.method}, expected POST`);
  }
  const type = toContentType(request.headers['content-type']);
  if (type === undefined) {
    const accept = 'application/x-protobuf, application/json';
    response.setHeader('accept', accept);
    const received = request.headers['content-type'] ?? 'none';
    return refuse(response, 415, `got content type ${received}, expected one of ${accept}`);
  }
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = createDecoder(encoding);
  if (decoder === undefined) {
    const accept = 'gzip, deflate, identity';
    response.setHeader('accept-encoding', accept);
    return refuse(response, 415, `got content encoding ${encoding}, expected one of ${accept}`);
  }

  try {
    const body = await readBody(request, decoder, options.maxBodyBytes ?? MAX_BODY_BYTES);
    options.onBatch(decodeRequest(signal, type, body));
    // Full success is an empty message: no bytes in protobuf, `{}` in JSON.
    // https://opentelemetry.io/docs/specs/otlp/#full-success-1
    send(response, 200, type, type === 'application/json' ? '{}' : '');
  } catch (error) {
    if (response.destroyed) return;
    if (error instanceof HttpError) return sendStatus(response, type, error.status, error.code, error.message);
    if (error instanceof DecodeError) return sendStatus(response, type, 400, INVALID_ARGUMENT, error.message);
    sendStatus(response, type, 500, INTERNAL, error instanceof Error ? error.message : String(error));
  }
}

async function startGrpc(options: ReceiverOptions): Promise<{ url: string; close(): Promise<void> }> {
  // Loading grpc-js takes longer than everything else here together.
  const { startGrpcReceiver } = await import('./receiver-grpc.ts');
  return startGrpcReceiver(options, options.maxBodyBytes ?? MAX_BODY_BYTES);
}

/**
 * Starts an OTLP receiver: OTLP/HTTP (`POST /v1/traces`, `/v1/logs`, `/v1/metrics`; protobuf and JSON; gzip, deflate)
 * and, when asked for, OTLP/gRPC on a port of its own.
 * Everything that is accepted goes to `onBatch`; what `onBatch` throws is answered with status 500.
 * https://opentelemetry.io/docs/specs/otlp/
 *
 * @throws Error when a port cannot be listened on.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? 0;
  const server = createServer((request, response) => {
    // A connection whose last request ends while the server closes would stay open until its keep-alive runs out.
    response.once('close', () => setImmediate(() => server.listening || server.closeIdleConnections()));
    void handle(request, response, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const closeHttp = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });

  try {
    const grpc = options.grpc ? await startGrpc(options) : undefined;
    return {
      url: `http://${toAuthority(host, (server.address() as AddressInfo).port)}`,
      grpcUrl: grpc?.url,
      close: async () => {
        await Promise.all([closeHttp(), grpc?.close()]);
      },
    };
  } catch (error) {
    await closeHttp();
    throw error;
  }
}
