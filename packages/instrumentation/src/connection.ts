import type { Socket } from 'node:net';
import { defaultPort, parseAuthority } from './authority.ts';

/** What the requests of one connection to a server have in common, read once. */
export class Connection {
  readonly scheme: string;
  readonly peerAddress: string | undefined;
  readonly peerPort: number | undefined;
  /** `server.address` and `server.port` of the Host header that came last. */
  serverAddress: string | undefined = undefined;
  serverPort: number | undefined = undefined;
  #host: string | undefined = undefined;
  #pipelined: Set<{ end(): void }> | undefined = undefined;

  constructor(socket: Socket) {
    this.scheme = (socket as { encrypted?: boolean }).encrypted === true ? 'https' : 'http';
    this.peerAddress = socket.remoteAddress;
    this.peerPort = socket.remotePort;
  }

  /** Sets the address and port of the server by a Host header. */
  readHost(host: string | undefined): void {
    if (host === this.#host) return;
    this.#host = host;
    const authority = host === undefined || host === '' ? undefined : parseAuthority(host);
    this.serverAddress = authority?.host;
    this.serverPort = authority && (authority.port ?? defaultPort(this.scheme));
  }

  /**
   * Ends a request when the socket closes. One that came while another was being answered needs it: if its turn never
   * comes, nothing else says so.
   */
  endWith(socket: Socket, request: { end(): void }): void {
    if (this.#pipelined === undefined) {
      const pipelined = new Set<{ end(): void }>();
      this.#pipelined = pipelined;
      socket.once('close', () => {
        for (const waiting of pipelined) waiting.end();
      });
    }
    this.#pipelined.add(request);
  }

  /** Takes a request that has ended. */
  forget(request: { end(): void }): void {
    this.#pipelined?.delete(request);
  }
}

const connections = new WeakMap<Socket, Connection>();

export function connectionOf(socket: Socket): Connection {
  let connection = connections.get(socket);
  if (connection === undefined) {
    connection = new Connection(socket);
    connections.set(socket, connection);
  }
  return connection;
}
