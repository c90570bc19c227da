import type { LookupFunction, Socket } from 'node:net';
import type { Destination, Signal } from './destination.ts';
import type { Answer } from './retry.ts';

export interface Transport {
  /** Sends one request. `done` is called once, never before `send` has returned; not at all after the abort returned. */
  send(body: Uint8Array, timeoutMillis: number, done: (answer: Answer) => void): () => void;
  /** Closes the connections. No request may be on its way. */
  close(): void;
}

export interface TransportOptions {
  destination: Destination;
  url: URL;
  signal: Signal;
  userAgent: string;
  /** Most connections at a time, for HTTP. */
  connections: number;
  /** Resolves host names in place of `dns.lookup`. */
  lookup?: LookupFunction | undefined;
}

/** Bodies below this gain nothing from gzip. */
const gzipFromBytes = 1024;

/** Compresses off the loop at level 1, the best bytes for the time, and passes on what is small or cannot be compressed. */
export function compress(body: Uint8Array, wanted: boolean, next: (body: Uint8Array, gzipped: boolean) => void): void {
  if (!wanted || body.byteLength < gzipFromBytes) {
    next(body, false);
    return;
  }
  const { gzip, constants } = process.getBuiltinModule('node:zlib');
  gzip(body, { level: constants.Z_BEST_SPEED }, (error, packed) => {
    if (error) next(body, false);
    else next(packed, true);
  });
}

/**
 * Opens a connection to a destination, with TLS for `https:`. It does not hold the process open.
 *
 * @param application what is spoken over TLS, by its name in https://www.iana.org/assignments/tls-extensiontype-values
 */
export function openSocket(
  url: URL,
  tls: Destination['tls'],
  lookup: LookupFunction | undefined,
  application: 'h2' | 'http/1.1',
): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const net = process.getBuiltinModule('node:net');
  const address = {
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 1000,
    ...(lookup === undefined ? undefined : { lookup }),
  };
  const servername = net.isIP(host) ? '' : host;
  const socket =
    url.protocol === 'https:'
      ? process.getBuiltinModule('node:tls').connect({ ...address, ...tls, ALPNProtocols: [application], servername })
      : net.connect(address);
  unrefSocket(socket);
  return socket;
}

/**
 * Keeps a socket from holding the process open. Each attempt to connect has a handle of its own when a name has several
 * addresses, so once is not enough: https://nodejs.org/api/net.html#event-connectionattempt
 */
function unrefSocket(socket: Socket): void {
  socket.unref();
  if (socket.connecting) socket.on('connectionAttempt', () => socket.unref());
}

const notHolding = new Set(['ConnectWrap', 'PipeWrap', 'TTYWrap']);

/**
 * Whether it seems that nothing keeps the process but connections that are being made: unlike open ones, these cannot be
 * told not to. One that somebody else makes shows as its socket, too, and a program's own timers, files and servers as
 * themselves. Pipes do not count, because the standard streams are listed even when nothing happens on them: so this may
 * be wrong for a program that waits for a pipe alone.
 */
export function onlyConnectingHolds(): boolean {
  const holding = process.getActiveResourcesInfo();
  return holding.includes('ConnectWrap') && holding.every((type) => notHolding.has(type));
}
