// Makes the load, a process of its own: `generator.ts <url> <connections> <seconds> [<requests a second>]`, result on
// stdout as JSON (Traffic). With a rate it sends at an even pace, and a latency counts from when the request was due,
// also when no connection was free then; without, each connection sends again as soon as it has its answer.
//
// It never sleeps, and does little for a request: the server is to be the limit, and waking a sleeping client costs a
// server more than many an instrumentation. autocannon and vegeta need more of a core than a bare node:http server.
import { connect, type Socket } from 'node:net';
import type { Traffic } from './traffic.ts';

const [target, connections, seconds, rate] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(target!);
const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
const HEADER_END = '\r\n\r\n';

const idle: Connection[] = [];
const latencies: number[] = [];
let failures = 0;
let isOver = false;

/** A connection that is kept, with at most one request on its way. */
class Connection {
  readonly #socket: Socket;
  #received = '';
  #since = 0;
  #isWaiting = false;

  constructor() {
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('connect', () => this.#done());
    this.#socket.on('data', (text: string) => this.#take(text));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      if (this.#isWaiting) failures++;
      if (!isOver) new Connection();
    });
  }

  send(since: number): void {
    this.#since = since;
    this.#isWaiting = true;
    this.#socket.write(request);
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
    if (this.#received.startsWith('HTTP/1.1 200 ')) latencies.push(performance.now() - this.#since);
    else failures++;
    this.#received = '';
    this.#isWaiting = false;
    this.#done();
  }

  #done(): void {
    if (isOver) return;
    if (rate === undefined) this.send(performance.now());
    else idle.push(this);
  }
}

for (let count = 0; count < Number(connections); count++) new Connection();

const started = performance.now();
const stop = started + Number(seconds) * 1000;
let sent = 0;

function turn(): void {
  const now = performance.now();
  if (now >= stop) finish();
  if (rate !== undefined) sendDue(now);
  setImmediate(turn);
}

function sendDue(now: number): void {
  const gap = 1000 / Number(rate);
  for (let due = started + sent * gap; due <= now && idle.length > 0; due += gap) {
    idle.pop()!.send(due);
    sent++;
  }
}

function finish(): never {
  isOver = true;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  const traffic: Traffic = {
    requestsPerSecond: latencies.length / Number(seconds),
    p50: at(0.5),
    p99: at(0.99),
    failures,
  };
  process.stdout.write(JSON.stringify(traffic));
  process.exit();
}

turn();
