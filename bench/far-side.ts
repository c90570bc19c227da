// What is on the other core, one process: the receiver that the rigs send to (OTLP over HTTP, and what dd-trace wants of
// an agent), and the clients. Two processes would wait for time slices of milliseconds on that core, which is what the
// latencies would show. For the same reason bodies are only kept as they come, and outside of the heap, which the garbage
// collector goes through for 10 ms at a time; spans are counted when somebody asks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countDatadog } from './count-datadog-spans.ts';
import { countOtlp, type SpanCounts } from './count-spans.ts';
import { makeTraffic, type Traffic, type TrafficOptions } from './load/traffic.ts';

/** What the process is told, and what it answers. */
export type Order = { counts: true } | { traffic: TrafficOptions };
export type Answer = { counts: SpanCounts } | { traffic: Traffic };

/** A body among those that are kept. */
interface Body {
  readonly path: string;
  readonly isGzip: boolean;
  readonly start: number;
  readonly end: number;
}

/** More than any phase sends: what is not used takes no memory. */
const KEPT_BYTES = 2 ** 31;

const counts: SpanCounts = { spans: 0, server: 0, client: 0 };
const received: Body[] = [];
const kept = Buffer.allocUnsafeSlow(KEPT_BYTES);
let keptBytes = 0;

function keep(path: string, isGzip: boolean, chunks: readonly Buffer[]): void {
  const start = keptBytes;
  for (const chunk of chunks) {
    if (chunk.copy(kept, keptBytes) < chunk.length) throw new Error(`more than ${KEPT_BYTES} bytes of telemetry`);
    keptBytes += chunk.length;
  }
  received.push({ path, isGzip, start, end: keptBytes });
}

function countReceived(): SpanCounts {
  for (const { path, isGzip, start, end } of received.splice(0)) {
    const raw = kept.subarray(start, end);
    const body = isGzip ? gunzipSync(raw) : raw;
    if (path === '/v1/traces') countOtlp(body, counts);
    else countDatadog(body, counts);
  }
  keptBytes = 0;
  return counts;
}

function answerTo(path: string): { status: number; type: string; body: string } {
  if (path.startsWith('/v1/')) return { status: 200, type: 'application/x-protobuf', body: '' };
  if (path !== '/v0.4/traces') return { status: 404, type: 'text/plain', body: '' };
  return { status: 200, type: 'application/json', body: '{"rate_by_service":{"service:,env:":1}}' };
}

const server = createServer((request, response) => {
  const path = request.url!;
  const chunks: Buffer[] = [];
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (path === '/v1/traces' || path === '/v0.4/traces') {
      keep(path, request.headers['content-encoding'] === 'gzip', chunks);
    }
    const answer = answerTo(path);
    response.writeHead(answer.status, { 'content-type': answer.type });
    response.end(answer.body);
  });
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));

process.on('message', async (order: Order) => {
  const answer: Answer =
    'counts' in order ? { counts: countReceived() } : { traffic: await makeTraffic(order.traffic) };
  process.send!(answer);
});
process.on('disconnect', () => process.exit());
