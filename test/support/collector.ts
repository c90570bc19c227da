import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeRequest, type ReceivedLog, type ReceivedMetric, type ReceivedSpan, startReceiver } from '@spanwise/cli';

export interface CollectorOptions {
  port?: number;
  tls?: ServerOptions;
  /** Milliseconds before each answer. */
  delayMillis?: number;
  /** Accept and never answer. */
  hang?: boolean;
  /** Answers with this status instead of taking the telemetry; a function is asked with the number of the request. */
  status?: number | ((request: number) => number);
  responseHeaders?: Record<string, string>;
  responseBody?: Uint8Array;
  /** Gets each decompressed body instead of having it decoded. */
  onBody?(path: string, contentType: string, body: Uint8Array): void;
}

export interface CollectorRequest {
  path: string;
  headers: IncomingHttpHeaders;
  status: number;
  bytes: number;
}

/** An OTLP/HTTP receiver for tests: decodes what comes, and answers as badly as it is told to. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  readonly spans: ReceivedSpan[];
  readonly logs: ReceivedLog[];
  readonly metrics: ReceivedMetric[];
  readonly requests: CollectorRequest[];
  /** Resolves when the predicate holds; looks after each request. */
  waitFor(what: string, predicate: () => boolean, timeoutMillis?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const metrics: ReceivedMetric[] = [];
  const requests: CollectorRequest[] = [];
  const watchers = new Set<() => void>();

  function take(path: string, headers: IncomingHttpHeaders, raw: Buffer): void {
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const signal = path.slice(path.lastIndexOf('/') + 1) as 'traces' | 'logs' | 'metrics';
    const contentType = headers['content-type'] as 'application/x-protobuf' | 'application/json';
    if (options.onBody) {
      options.onBody(path, contentType, body);
      return;
    }
    const batch = decodeRequest(signal, contentType, body);
    if (batch.signal === 'traces') spans.push(...batch.spans);
    else if (batch.signal === 'logs') logs.push(...batch.logs);
    else metrics.push(...batch.metrics);
  }

  const server: Server = (options.tls ? createTlsServer(options.tls) : createServer()) as Server;
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const status = typeof options.status === 'function' ? options.status(requests.length) : (options.status ?? 200);
      requests.push({ path: request.url!, headers: request.headers, status, bytes: body.length });
      if (status === 200 && !options.hang) take(request.url!, request.headers, body);
      for (const watch of watchers) watch();
      if (options.hang) return;
      const answer = () => {
        response.writeHead(status, { 'content-type': request.headers['content-type'], ...options.responseHeaders });
        response.end(options.responseBody ?? (request.headers['content-type'] === 'application/json' ? '{}' : ''));
      };
      if (options.delayMillis) setTimeout(answer, options.delayMillis);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    spans,
    logs,
    metrics,
    requests,
    waitFor(what, predicate, timeoutMillis = 20_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(watch);
          reject(new Error(`${what}: not seen within ${timeoutMillis} ms (${requests.length} requests came)`));
        }, timeoutMillis);
        function watch(): void {
          if (!predicate()) return;
          clearTimeout(timer);
          watchers.delete(watch);
          resolve();
        }
        watchers.add(watch);
        watch();
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const collector = await startCollector();
  await collector.close();
  return collector.port;
}

/** The same over gRPC, by the receiver of `spanwise dev`; it always takes the telemetry. */
export async function startGrpcCollector(): Promise<Pick<Collector, 'url' | 'spans' | 'logs' | 'metrics' | 'close'>> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const metrics: ReceivedMetric[] = [];
  const receiver = await startReceiver({
    grpc: true,
    onBatch(batch) {
      if (batch.signal === 'traces') spans.push(...batch.spans);
      else if (batch.signal === 'logs') logs.push(...batch.logs);
      else metrics.push(...batch.metrics);
    },
  });
  return { url: receiver.grpcUrl!, spans, logs, metrics, close: () => receiver.close() };
}
