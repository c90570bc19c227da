import { connect, type Socket } from 'node:net';

/** What the side of the clients saw. Latencies in milliseconds. */
export interface Traffic {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were no 200, and requests without answer. */
  readonly failures: number;
}

export interface TrafficOptions {
  readonly url: string;
  readonly seconds: number;
  /** Requests a second at an even pace; undefined: as fast as answers come. */
  readonly rate?: number | undefined;
}

const CONNECTIONS = 64;
/** Connections are opened in it; what is due before counts for nothing. */
const SETTLE_MILLIS = 500;
const HEADER_END = '\r\n\r\n';

// For all connections: a buffer for each answer would have the garbage collector stop the clients.
const incoming = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Asks for a URL, without pipelining. With a rate it sends at an even pace, and a latency counts from when the request was
 * due, also when no connection was free then; without, each connection sends again as soon as it has its answer.
 *
 * It never sleeps, and does little for a request: the server is to be the limit, and waking a sleeping client costs a
 * server more than many an instrumentation. autocannon and vegeta need more of a core than a bare node:http server.
 */
export function makeTraffic({ url, seconds, rate }: TrafficOptions): Promise<Traffic> {
  const { hostname, port, pathname } = new URL(url);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  const idle: Connection[] = [];
  const connections = new Set<Connection>();
  const latencies: number[] = [];
  const started = performance.now();
  const from = started + SETTLE_MILLIS;
  const stop = from + seconds * 1000;
  let sent = 0;
  let failures = 0;
  let isOver = false;

  function open(): void {
    const connection = new Connection(Number(port), hostname, {
      done(since) {
        if (isOver) return;
        if (since !== undefined && since >= from) latencies.push(performance.now() - since);
        if (rate === undefined) connection.send(request, performance.now());
        else idle.push(connection);
      },
      failed() {
        failures++;
      },
      closed() {
        connections.delete(connection);
        const index = idle.indexOf(connection);
        if (index >= 0) idle.splice(index, 1);
        if (!isOver) open();
      },
    });
    connections.add(connection);
  }

  function sendDue(now: number, gap: number): void {
    for (let due = started + sent * gap; due <= now && idle.length > 0; due += gap) {
      idle.pop()!.send(request, due);
      sent++;
    }
  }

  for (let count = 0; count < CONNECTIONS; count++) open();
  return new Promise((resolve) => {
    function turn(): void {
      const now = performance.now();
      if (now < stop) {
        if (rate !== undefined) sendDue(now, 1000 / rate);
        setImmediate(turn);
        return;
      }
      isOver = true;
      for (const connection of connections) connection.end();
      latencies.sort((a, b) => a - b);
      const at = (share: number): number =>
        latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
      resolve({ requestsPerSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), failures });
    }
    turn();
  });
}

interface Listener {
  /** It is connected, or has the answer to a request that was due at this time. */
  done(since?: number): void;
  /** The answer was no 200, or there was none. */
  failed(): void;
  closed(): void;
}

/** A connection that is kept, with at most one request on its way. */
class Connection {
  readonly #socket: Socket;
  readonly #listener: Listener;
  #received = '';
  #since = 0;
  #isWaiting = false;

  constructor(port: number, host: string, listener: Listener) {
    this.#listener = listener;
    const callback = (size: number): boolean => {
      this.#take(incoming.toString('latin1', 0, size));
      return true;
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer: incoming, callback } });
    this.#socket.on('connect', () => listener.done());
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      if (this.#isWaiting) listener.failed();
      listener.closed();
    });
  }

  send(request: Buffer, since: number): void {
    this.#since = since;
    this.#isWaiting = true;
    this.#socket.write(request);
  }

  /** Closes it; what is on its way is no failure. */
  end(): void {
    this.#isWaiting = false;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf(HEADER_END);
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#received);
    const isWhole =
      length === null
        ? this.#received.endsWith(`0${HEADER_END}`)
        : this.#received.length >= end + HEADER_END.length + Number(length[1]);
    if (!isWhole) return;
    const isFine = this.#received.startsWith('HTTP/1.1 200 ');
    this.#received = '';
    this.#isWaiting = false;
    if (!isFine) this.#listener.failed();
    this.#listener.done(isFine ? this.#since : undefined);
  }
}
