import type { Socket } from 'node:net';
import { percentDecoded } from './destination.ts';
import { createResponseReader, type HttpResponse, type ResponseReader } from './http-response.ts';
import { readFailureMessage, readPartialSuccess } from './partial-success.ts';
import { type Answer, fromError, fromHttpStatus, refusal, timedOut } from './retry.ts';
import { compress, openSocket, type Transport, type TransportOptions } from './transport.ts';

/** A response is an Export*ServiceResponse: a few bytes, or an error message. More of what a server has to say is not kept. */
const maxResponseBytes = 64 * 1024;

/** A server that says when it closes an idle connection may do it a little earlier than we think: so does Node's agent. */
const keepAliveMarginMillis = 1000;

/** A connection, with at most one request on its way. */
interface Connection {
  readonly socket: Socket;
  /** What its next events belong to. */
  current: Request | undefined;
  /** When the server closes it while nothing is sent, in milliseconds of `performance.now()`. */
  closesAt: number;
  isReused: boolean;
}

interface Request {
  readonly reader: ResponseReader;
  answered(response: HttpResponse): void;
  /** @param isStale the peer had closed the idle connection when it was used again */
  failed(error: unknown, isStale: boolean): void;
}

/**
 * OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp. Keep-alive connections that never hold the process
 * open, bodies with their length, no redirects followed.
 *
 * Not by node:http: its functions are the program's, too, and V8 compiles them for the objects of both sides, so that
 * each request that a server answers takes 0.5 to 2 µs more (bench/load). And who listens to, patches or mocks node:http
 * in the program does not get to see our requests.
 *
 * @throws Error for a header that HTTP forbids
 */
export function createHttpTransport({ destination, url, userAgent, connections, lookup }: TransportOptions): Transport {
  const head = requestHead(url, {
    'user-agent': userAgent,
    ...lowerCased(destination.headers),
    'content-type': destination.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
  });
  const idle: Connection[] = [];

  function connect(): Connection {
    const socket = openSocket(url, destination.tls, lookup, 'http/1.1');
    const connection: Connection = { socket, current: undefined, closesAt: Infinity, isReused: false };

    function fail(error: unknown): void {
      const request = connection.current;
      connection.current = undefined;
      socket.destroy();
      if (request === undefined) return;
      const { code } = error as NodeJS.ErrnoException;
      const isGone = code === 'ECONNRESET' || code === 'EPIPE';
      request.failed(error, connection.isReused && isGone && !request.reader.hasBegun());
    }

    function answer(response: HttpResponse | undefined): void {
      const request = connection.current;
      if (response === undefined || request === undefined) return;
      connection.current = undefined;
      // Of one that was answered early the rest is still being sent.
      if (response.isReusable && socket.writableLength === 0 && idle.length < connections) keep(connection, response);
      else socket.destroy();
      request.answered(response);
    }

    socket.on('data', (bytes: Buffer) => {
      try {
        // An answer that nobody asked for.
        if (connection.current === undefined) socket.destroy();
        else answer(connection.current.reader.push(bytes));
      } catch (error) {
        fail(error);
      }
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', fail);
    socket.on('close', () => {
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
      answer(connection.current?.reader.end());
      fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    });
    return connection;
  }

  function keep(connection: Connection, { headers }: HttpResponse): void {
    const seconds = /(?:^|[,;\s])timeout=(\d+)/i.exec(headers.get('keep-alive') ?? '')?.[1];
    connection.closesAt =
      seconds === undefined ? Infinity : performance.now() + Number(seconds) * 1000 - keepAliveMarginMillis;
    connection.isReused = true;
    idle.push(connection);
  }

  function idleConnection(): Connection | undefined {
    for (;;) {
      const connection = idle.pop();
      if (connection === undefined || (!connection.socket.destroyed && performance.now() < connection.closesAt)) {
        return connection;
      }
      connection.socket.destroy();
    }
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
    const abort = (): void => {
      if (connection === undefined) return;
      connection.current = undefined;
      connection.socket.destroy();
    };
    const timer = setTimeout(() => {
      settle(timedOut(timeoutMillis));
      abort();
    }, timeoutMillis).unref();

    compress(body, destination.compression === 'gzip', (payload, gzipped) => {
      if (!settled) post(payload, gzipped);
    });

    function post(payload: Uint8Array, gzipped: boolean): void {
      try {
        connection = idleConnection() ?? connect();
      } catch (error) {
        // TLS does not take a certificate or key. Not called back inside send.
        queueMicrotask(() => settle(refusal(error)));
        return;
      }
      const { socket } = connection;
      connection.current = {
        reader: createResponseReader(maxResponseBytes),
        answered(response) {
          connection = undefined;
          settle(judge(response));
        },
        failed(error, isStale) {
          connection = undefined;
          if (isStale && !settled) post(payload, gzipped);
          else settle(fromError(error));
        },
      };
      const encoding = gzipped ? 'content-encoding: gzip\r\n' : '';
      socket.cork();
      socket.write(`${head}${encoding}content-length: ${payload.byteLength}\r\n\r\n`, 'latin1');
      socket.write(payload);
      socket.uncork();
    }

    return () => {
      settled = true;
      clearTimeout(timer);
      abort();
    };
  }

  return {
    send,
    close() {
      for (const { socket } of idle.splice(0)) socket.destroy();
    },
  };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What says how long a body is and how the connection goes on is not for a setting. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade']);

/**
 * The request line and the headers that all requests have, each line with its end.
 * https://www.rfc-editor.org/rfc/rfc9110#section-5
 */
function requestHead(url: URL, given: Readonly<Record<string, string>>): string {
  const headers: Record<string, string> = { host: url.host };
  if (url.username !== '' || url.password !== '') {
    const credentials = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  let head = `POST ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries({ ...headers, ...given })) {
    if (ownHeaders.has(name)) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw invalid('ERR_INVALID_HTTP_TOKEN', `Header name must be a valid HTTP token ["${name}"]`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw invalid('ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`);
    head += `${name}: ${value}\r\n`;
  }
  return head;
}

function invalid(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function judge({ status, reason, headers, body }: HttpResponse): Answer {
  const type = headers.get('content-type') ?? '';
  if (status >= 200 && status < 300) {
    return { outcome: 'delivered', partial: readPartialSuccess(body, type.includes('json')) };
  }
  const detail = redirectTarget(status, headers.get('location')) ?? readFailureMessage(body, type);
  return fromHttpStatus(status, reason, detail, headers.get('retry-after'));
}

function redirectTarget(status: number, location: string | undefined): string | undefined {
  if (status < 300 || status > 399 || location === undefined) return undefined;
  const target = URL.parse(location)?.origin;
  return target === undefined ? 'redirects are not followed' : `redirects to ${target} are not followed`;
}
