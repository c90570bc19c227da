import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeRequest, type ReceivedLog, type ReceivedMetric, type ReceivedSpan, type Signal } from '@spanwise/cli';
import { firstBroken, type Limit } from './limit.ts';
import type { OtlpRequest } from './otlp-limits.ts';

/** A server that takes OTLP over HTTP within the limits of some cloud, and refuses all else for good (400). */
export interface OtlpIntake {
  readonly url: string;
  readonly port: number;
  readonly spans: ReceivedSpan[];
  readonly logs: ReceivedLog[];
  readonly metrics: ReceivedMetric[];
  /** Requests accepted. */
  readonly requests: OtlpRequest[];
  /** Why requests were refused. */
  readonly refused: string[];
  close(): Promise<void>;
}

/** Starts the server with the limits of one cloud (`otlp-limits.ts`). */
export async function startOtlpIntake(limits: readonly Limit<OtlpRequest>[], port = 0): Promise<OtlpIntake> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const metrics: ReceivedMetric[] = [];
  const requests: OtlpRequest[] = [];
  const refused: string[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const packed = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      const path = request.url!;
      const signal = path.slice(path.lastIndexOf('/') + 1) as Signal;
      const batch = decodeRequest(signal, 'application/x-protobuf', body);
      const received = { signal, path, headers: request.headers, packed: packed.length, body, batch };
      const reason = firstBroken(limits, received);
      if (reason === undefined) {
        requests.push(received);
        if (batch.signal === 'traces') spans.push(...batch.spans);
        else if (batch.signal === 'logs') logs.push(...batch.logs);
        else metrics.push(...batch.metrics);
      } else refused.push(`${signal}: ${reason}`);
      response.writeHead(reason === undefined ? 200 : 400, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const chosen = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${chosen}`,
    port: chosen,
    spans,
    logs,
    metrics,
    requests,
    refused,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
