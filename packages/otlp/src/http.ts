import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { readFailureMessage, readPartialSuccess } from './partial-success.ts';
import { type Answer, fromError, fromHttpStatus, timedOut } from './retry.ts';
import { compress, type Transport, type TransportOptions, unrefSocket } from './transport.ts';

/** More of a response than any OTLP server has to say is not kept. */
const maxResponseBytes = 64 * 1024;

/**
 * OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp. Keep-alive connections that never hold the process
 * open, bodies with their length, no redirects followed.
 */
export function createHttpTransport({ destination, url, userAgent, connections, lookup }: TransportOptions): Transport {
  const secure = url.protocol === 'https:';
  const { request, Agent } = secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ...destination.tls });
  const options: RequestOptions = {
    method: 'POST',
    agent,
    protocol: url.protocol,
    // A URL keeps the brackets of an IPv6 address, a socket wants it without.
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: `${url.pathname}${url.search}`,
  };
  if (lookup !== undefined) options.lookup = lookup;
  if (url.username !== '' || url.password !== '') {
    options.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  }
  const headers: Record<string, string> = { 'user-agent': userAgent };
  for (const [name, value] of Object.entries(destination.headers)) headers[name.toLowerCase()] = value;
  headers['content-type'] = destination.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';

  function send(body: Uint8Array, timeoutMillis: number, done: (answer: Answer) => void): () => void {
    let req: ClientRequest | undefined;
    let settled = false;
    const settle = (answer: Answer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      done(answer);
    };
    const timer = setTimeout(() => {
      settle(timedOut(timeoutMillis));
      req?.destroy();
    }, timeoutMillis).unref();

    compress(body, destination.compression === 'gzip', (payload, gzipped) => {
      if (!settled) post(payload, gzipped, connections + 1);
    });

    function post(payload: Uint8Array, gzipped: boolean, staleSockets: number): void {
      try {
        req = request({
          ...options,
          headers: {
            ...headers,
            'content-length': payload.byteLength,
            ...(gzipped ? { 'content-encoding': 'gzip' } : undefined),
          },
        });
      } catch (error) {
        // A header that HTTP forbids, for example: it will never work, and must not be called back inside send.
        const { errorType, message } = fromError(error);
        queueMicrotask(() => settle({ outcome: 'refused', errorType, message, tooLarge: false }));
        return;
      }
      const current = req;
      current.on('socket', unrefSocket);
      current.on('response', (response) => readResponse(response, settle));
      current.on('error', (error: NodeJS.ErrnoException) => {
        // The peer closed an idle connection just when it was used again; nothing has been read of this request.
        const stale = current.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        if (stale && !settled && staleSockets > 0) post(payload, gzipped, staleSockets - 1);
        else settle(fromError(error));
      });
      current.end(payload);
    }

    return () => {
      settled = true;
      clearTimeout(timer);
      req?.destroy();
    };
  }

  return { send, close: () => agent.destroy() };
}

function readResponse(response: IncomingMessage, settle: (answer: Answer) => void): void {
  const chunks: Uint8Array[] = [];
  let size = 0;
  response.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size <= maxResponseBytes) chunks.push(chunk);
    else response.destroy();
  });
  response.on('error', () => {});
  // 'close' comes after 'end' and also when the body was cut off: the status has told the outcome by then.
  response.on('close', () => {
    const body = size <= maxResponseBytes && response.complete ? Buffer.concat(chunks) : Buffer.alloc(0);
    const status = response.statusCode ?? 0;
    const type = response.headers['content-type'] ?? '';
    if (status >= 200 && status < 300) {
      settle({ outcome: 'delivered', partial: readPartialSuccess(body, type.includes('json')) });
    } else {
      const detail = redirectTarget(response) ?? readFailureMessage(body, type);
      settle(fromHttpStatus(status, response.statusMessage ?? '', detail, response.headers['retry-after']));
    }
  });
}

function redirectTarget({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined;
  const target = URL.parse(headers.location)?.origin;
  return target === undefined ? 'redirects are not followed' : `redirects to ${target} are not followed`;
}
