import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  /** As sent, unpacked when it was gzip. */
  body: Buffer;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  port: number;
  requests: Received[];
  /** Connections accepted so far. */
  connections: number;
  /** Answers the requests from now on. */
  answer: Answerer;
  /** Resolves when so many requests have come in. */
  received(count: number): Promise<Received[]>;
  close(): Promise<void>;
}

export type Answerer = (request: Received, response: ServerResponse) => void;

export const ok: Answerer = (_, response) => response.end();

/** A plain HTTP server on a free loopback port that keeps what it got. */
export async function startReceiver(answer: Answerer = ok, tls?: ServerOptions, port = 0): Promise<Receiver> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const received = { path: request.url ?? '', headers: request.headers, body };
      receiver.requests.push(received);
      server.emit('received');
      receiver.answer(received, response);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    receiver.connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  const receiver: Receiver = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${bound}`,
    port: bound,
    requests: [],
    connections: 0,
    answer,
    async received(count) {
      while (receiver.requests.length < count) await once(server, 'received');
      return receiver.requests;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return receiver;
}

/** A loopback port where nobody listens, at least not a moment ago. */
export async function freePort(): Promise<number> {
  const receiver = await startReceiver();
  await receiver.close();
  return receiver.port;
}
