import { join } from 'node:path';
import { configFolder } from './collector.ts';
import { freePorts } from './ports.ts';
import { answers, type Server, startServer } from './server.ts';
import { buildTools } from './tools.ts';

/** The folder of `jaeger`, built once (needs Go; some ten minutes on two cores). Its page is a placeholder, its API whole. */
export function buildJaeger(): Promise<string> {
  return buildTools({
    recipe: 'jaeger',
    version: '2.13.0',
    packages: ['github.com/jaegertracing/jaeger/cmd/jaeger'],
    versionVariable: 'github.com/jaegertracing/jaeger/internal/version.latestVersion=v2.13.0',
  });
}

/** A span as Jaeger's API gives it. */
export interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: { refType: string; traceID: string; spanID: string }[];
  processID: string;
  tags: { key: string; value: unknown }[];
}

export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}

/** A running Jaeger v2. */
export interface Jaeger extends Server {
  /** Where it takes OTLP over gRPC: host and port. */
  readonly endpoint: string;
  readonly ports: JaegerPorts;
  /** A trace by its id, or undefined. */
  trace(traceId: string): Promise<JaegerTrace | undefined>;
  /** The newest traces of a service. */
  traces(service: string, limit: number): Promise<JaegerTrace[]>;
}

export interface JaegerPorts {
  grpc: number;
  http: number;
  query: number;
  queryGrpc: number;
}

export interface JaegerOptions {
  /** URL of the Elasticsearch that holds its traces. */
  elasticsearch: string;
  /** Ports to come back on. */
  ports?: JaegerPorts;
}

/** Starts Jaeger with `collector-config/servers/jaeger.yaml`. */
export async function startJaeger({ elasticsearch, ports: wanted }: JaegerOptions): Promise<Jaeger> {
  const folder = await buildJaeger();
  const ports = wanted ?? (await jaegerPorts());
  const api = `http://127.0.0.1:${ports.query}/api`;
  const server = await startServer(
    join(folder, 'jaeger'),
    ['--config', join(configFolder, 'servers/jaeger.yaml')],
    {
      env: {
        PATH: process.env.PATH,
        LISTEN_HOST: '127.0.0.1',
        ELASTICSEARCH_URL: elasticsearch,
        JAEGER_OTLP_GRPC_PORT: String(ports.grpc),
        JAEGER_OTLP_HTTP_PORT: String(ports.http),
        JAEGER_HTTP_PORT: String(ports.query),
        JAEGER_GRPC_PORT: String(ports.queryGrpc),
      },
    },
    () => answers(`${api}/services`),
  );
  return {
    ...server,
    endpoint: `127.0.0.1:${ports.grpc}`,
    ports,
    async trace(traceId) {
      const response = await fetch(`${api}/traces/${traceId}`);
      const { data } = (await response.json()) as { data: JaegerTrace[] | null };
      return data?.[0];
    },
    async traces(service, limit) {
      const response = await fetch(`${api}/traces?${new URLSearchParams({ service, limit: String(limit) })}`);
      if (!response.ok) throw new Error(`Jaeger answers ${response.status}: ${await response.text()}`);
      return ((await response.json()) as { data: JaegerTrace[] }).data;
    },
  };
}

export async function jaegerPorts(): Promise<JaegerPorts> {
  const [grpc, http, query, queryGrpc] = await freePorts(4);
  return { grpc: grpc!, http: http!, query: query!, queryGrpc: queryGrpc! };
}
