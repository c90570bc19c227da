// What the rigs send to, a process of its own: OTLP over HTTP, and what dd-trace wants of an agent. It counts spans and
// keeps nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { countDatadog } from './count-datadog-spans.ts';
import { countOtlp, type SpanCounts } from './count-spans.ts';

const counts: SpanCounts = { spans: 0, server: 0, client: 0 };

function take(path: string, body: Buffer): { status: number; type: string; body: string } {
  if (path === '/v1/traces') countOtlp(body, counts);
  if (path.startsWith('/v1/')) return { status: 200, type: 'application/x-protobuf', body: '' };
  if (path !== '/v0.4/traces') return { status: 404, type: 'text/plain', body: '' };
  countDatadog(body, counts);
  return { status: 200, type: 'application/json', body: '{"rate_by_service":{"service:,env:":1}}' };
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const raw = Buffer.concat(chunks);
    const answer = take(request.url!, request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw);
    response.writeHead(answer.status, { 'content-type': answer.type });
    response.end(answer.body);
  });
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', () => process.send!(counts));
process.on('disconnect', () => process.exit());
